package dev.linnet.kernel.jjava;

import java.util.List;

import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicSpec;

/** Adds a jar to the class path, for tests of a session without the module of the magics. */
public final class AddJar implements LineMagic {
    @Override
    public MagicSpec spec() {
        return MagicSpec.of("add", "Adds a jar.").withArguments("JAR", 1, 1);
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) throws Exception {
        context.addToClassPath(List.of(context.path(call.argument())));
        return null;
    }
}
