package dev.linnet.magics;

import dev.linnet.kernel.engine.CellParts;
import dev.linnet.kernel.engine.CompileException;
import dev.linnet.kernel.magic.CellMagic;
import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicOption;
import dev.linnet.kernel.magic.MagicSpec;
import dev.linnet.kernel.magic.Reported;

/** {@code %timeit} and {@code %%timeit}: how long some Java takes once it is warm. */
public final class Timeit implements LineMagic, CellMagic {
    private static final int RUNS = 7;

    @Override
    public MagicSpec spec() {
        return MagicSpec.of("timeit", "Runs Java many times and says how long one time takes once it is warm.")
                .withOption(MagicOption.value("COUNT", "loops in one run; chosen for runs of 0.1 s without it", "-n",
                        "--loops"))
                .withOption(MagicOption.value("COUNT", "runs; " + RUNS + " without it", "-r", "--runs"))
                .withJava(false)
                .withValueType(Timing.class.getName())
                .withHelp("""
                        %timeit Arrays.sort(data.clone())
                        %timeit -n 1000 -r 20 fit(data)
                        var timing = %timeit fit(data)    timing.median() is in nanoseconds
                        %%timeit on the first line takes the whole cell.
                        The code runs once as part of the session, so that what it declares stays declared; then it is
                        compiled in a loop, warmed up until its speed is steady (3 s at most), and measured. Variables
                        of the session change as often as the loop changes them. The virtual machine leaves out work
                        whose result it knows before: let the code depend on a variable and end in an expression.""");
    }

    @Override
    public boolean bodyIsJava() {
        return true;
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) throws Exception {
        return timed(call, call.rest(), call.restInPlace(), context);
    }

    @Override
    public Object runCell(MagicCall call, String body, MagicContext context) throws Exception {
        if (!call.rest().isEmpty()) {
            throw new MagicException("%%timeit takes the lines below it, but there is \"" + call.rest()
                    + "\" on its own line; move it down, or write %timeit.");
        }
        return timed(call, body, call.bodyInPlace(), context);
    }

    private static Object timed(MagicCall call, String java, String inPlace, MagicContext context) throws Exception {
        int loops = call.integer("-n", 0, 1);
        int runs = call.integer("-r", RUNS, 1);
        if (java.isBlank()) {
            throw new MagicException("There is no Java to time; write it behind %timeit, or below %%timeit.");
        }
        boolean hasValue = context.evaluate(inPlace).hasValue();
        var timing = context.evaluate("the loop of %timeit", loop(java, hasValue, loops, runs)).value();
        System.out.println(timing);
        return new Reported(timing);
    }

    private static String loop(String java, boolean hasValue, int loops, int runs)
            throws CompileException, MagicException {
        var parts = CellParts.of(java);
        var body = new StringBuilder();
        for (var step : parts.steps()) {
            body.append(step.discarded() ? "linnetKept.take(" + step.java() + ");" : step.java() + ";").append('\n');
        }
        if (parts.expression() != null) {
            body.append(hasValue ? "linnetKept.take(" + parts.expression() + ");" : parts.expression() + ";")
                    .append('\n');
        }
        if (body.isEmpty()) {
            throw new MagicException("There is nothing to time: imports, methods and types do not run.");
        }
        return TimedLoop.class.getName() + ".measure((linnetLoops, linnetKept) -> {\n"
                + "for (long linnetLoop = 0; linnetLoop < linnetLoops; linnetLoop++) {\n" + body + "}\n}, " + loops
                + "L, "
                + runs + ")";
    }
}
