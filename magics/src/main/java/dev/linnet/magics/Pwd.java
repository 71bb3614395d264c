package dev.linnet.magics;

import java.nio.file.Path;

import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicSpec;

/** {@code %pwd}: the working directory of magics. */
public final class Pwd implements LineMagic {
    @Override
    public MagicSpec spec() {
        return MagicSpec.of("pwd", "Shows the working directory of magics.")
                .withValueType("java.nio.file.Path")
                .withHelp("Path here = %pwd gives it to Java; %cd changes it.");
    }

    @Override
    public Path runLine(MagicCall call, MagicContext context) {
        return context.workingDirectory();
    }
}
