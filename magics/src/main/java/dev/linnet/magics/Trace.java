package dev.linnet.magics;

import dev.linnet.kernel.error.Traces;
import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicSpec;

/** {@code %trace}: all of the last exception. */
public final class Trace implements LineMagic {
    @Override
    public MagicSpec spec() {
        return MagicSpec.of("trace", "Shows the whole stack trace of the last exception that ended a cell.");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) {
        System.out.print(context.lastFailure().map(Traces::full).orElse("No cell has ended in an exception yet.\n"));
        return null;
    }
}
