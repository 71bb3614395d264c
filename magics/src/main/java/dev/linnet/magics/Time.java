package dev.linnet.magics;

import dev.linnet.kernel.engine.Evaluation;
import dev.linnet.kernel.magic.CellMagic;
import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicSpec;

/** {@code %time} and {@code %%time}: how long some Java takes, once. */
public final class Time implements LineMagic, CellMagic {
    @Override
    public MagicSpec spec() {
        return MagicSpec.of("time", "Runs Java once and says how long it took, compiling included.")
                .withJava(false)
                .withHelp("%time fit(data)\n%%time on the first line takes the whole cell. The value is passed on.");
    }

    @Override
    public boolean bodyIsJava() {
        return true;
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) throws Exception {
        return timed(call.restInPlace(), context);
    }

    @Override
    public Object runCell(MagicCall call, String body, MagicContext context) throws Exception {
        if (!call.rest().isEmpty()) {
            throw new MagicException("%%time takes the lines below it, but there is \"" + call.rest()
                    + "\" on its own line; move it down, or write %time.");
        }
        return timed(call.bodyInPlace(), context);
    }

    private static Object timed(String java, MagicContext context) throws Exception {
        long start = System.nanoTime();
        Evaluation evaluation;
        try {
            evaluation = context.evaluate(java);
        } finally {
            System.out.println("Wall time: " + Duration.text(System.nanoTime() - start));
        }
        return evaluation.value();
    }
}
