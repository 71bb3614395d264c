package dev.linnet.magics;

import java.security.SecureRandom;

import dev.linnet.kernel.engine.Declarations;
import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicSpec;
import dev.linnet.kernel.magic.MagicUsageException;
import dev.linnet.kernel.magic.Reported;

/** {@code %seed}: the session's seed, a variable that experiments are given. */
public final class Seed implements LineMagic {
    private static final String NAME = "seed";
    /** Short enough to be typed again. */
    private static final int MOST = 1_000_000_000;

    @Override
    public MagicSpec spec() {
        return MagicSpec.of(NAME, "Sets or shows the session's seed, the variable `seed`.")
                .withArguments("[NUMBER | random]", 0, 1)
                .withValueType("long")
                .withHelp("""
                        %seed 42       declares long seed = 42
                        %seed random   draws one and shows it, so that the run can be repeated
                        %seed          shows it: long s = %seed
                        Nothing takes it by itself: in Linnet's library every model and experiment is given its seed,
                        so pass it on, as in experiment.withSeed(seed), model.build(seed) or new Random(seed).""");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) throws Exception {
        if (call.arguments().isEmpty()) {
            return current(context.declarations());
        }
        var text = call.argument();
        long seed = text.equals("random") ? new SecureRandom().nextInt(MOST) : number(text);
        context.declare(NAME, "long", seed);
        System.out.println("seed = " + seed);
        return new Reported(seed);
    }

    private long number(String text) throws MagicUsageException {
        try {
            return Long.parseLong(text.replace("_", ""));
        } catch (NumberFormatException e) {
            throw new MagicUsageException("A seed is a whole number such as 42 (of 64 bits), not \"" + text + "\".",
                    spec());
        }
    }

    private static Object current(Declarations declarations) throws MagicException {
        for (var variable : declarations.variables()) {
            if (variable.name().equals(NAME) && variable.value() instanceof Number number) {
                return number.longValue();
            }
        }
        throw new MagicException("No seed is set; set one with %" + NAME + " 42 or have one drawn with %" + NAME
                + " random.");
    }
}
