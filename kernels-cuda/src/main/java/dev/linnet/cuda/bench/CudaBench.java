package dev.linnet.cuda.bench;

import static dev.linnet.cuda.bench.BenchTable.number;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.linnet.cuda.compiler.Compilers;
import dev.linnet.cuda.compiler.FrontEnd;

/**
 * Measures cells of CUDA on the CPU: compiling them, launching them, and the engine beside plain C++ of the same algorithm in the same
 * run. Arguments: {@code quick} for small sizes, {@code page=FILE} for the tables in Markdown.
 */
public final class CudaBench {
    /** Milliseconds, by the wall. */
    private static final String FIRST_BAR = "500";

    private final Workload load;
    private final PrintStream out;
    private final StringBuilder page = new StringBuilder();

    private CudaBench(Workload load, PrintStream out) {
        this.load = load;
        this.out = out;
    }

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(arguments, System.out, System.err));
    }

    /** 0, or 2 for arguments that are none, or 1 where it cannot be measured. */
    static int run(String[] arguments, PrintStream out, PrintStream err) throws InterruptedException {
        Workload load = Workload.FULL;
        Optional<Path> page = Optional.empty();
        for (String argument : arguments) {
            if (argument.equals("quick")) {
                load = Workload.QUICK;
            } else if (argument.startsWith("page=")) {
                page = Optional.of(Path.of(argument.substring("page=".length())));
            } else {
                err.println("linnet: The benchmark takes quick and page=FILE, not '" + argument + "'.");
                return 2;
            }
        }
        try {
            var bench = new CudaBench(load, out);
            bench.measure();
            if (page.isPresent()) {
                Files.writeString(page.get(), bench.page);
            }
            return 0;
        } catch (IOException failure) {
            err.println("linnet: It could not be measured: " + failure.getMessage());
            return 1;
        }
    }

    private void measure() throws IOException, InterruptedException {
        Optional<PlainTimes> plain = PlainTimes.compile();
        try {
            page.append(conditions(plain)).append("\n\n");
            frontEnds();
            var engine = new EngineTimes(load);
            launches(engine);
            kernels(engine, plain);
        } finally {
            if (plain.isPresent()) {
                plain.get().close();
            }
        }
    }

    private static String conditions(Optional<PlainTimes> plain) throws IOException, InterruptedException {
        return (plain.isPresent() ? "Plain C++: " + plain.get().title() + ". " : "No C++ compiler is there. ")
                + "Milliseconds are of processor time, the best of several runs; those of compilers and of first launches are by the wall."
                + " \"x C++\" is how many times as long the engine takes as plain C++ for one thread, \"prototype\" the same of the"
                + " prototype that the engine's bar comes from (at most twice that). \"Engine\" is the interpreter alone, \"byte code\" what"
                + " an unchecked launch takes once its kernel has been compiled, \"bar\" how many times as long as C++ that may be."
                + " \"x checks\" is the price of all checks, \"2 threads\""
                + " how many times as fast two host threads are as one in the interpreter, by the wall and in turns, \"... checked\" the same with"
                + " checks, \"... byte code\" of byte code, which is bound by memory where it is nearly as quick as C++. Sums of floats"
                + " by atomics are the same bits on two threads.";
    }

    private void tell(String title, BenchTable table) {
        out.println(title);
        out.println(table.plain());
        page.append("**").append(title).append("**\n\n").append(table.markdown()).append('\n');
    }

    private void frontEnds() throws IOException, InterruptedException {
        var table = new BenchTable("cell of 40 lines", "ms", "bar");
        List<FrontEnd> found = Compilers.ofThisMachine().found();
        for (FrontEnd frontEnd : found) {
            FrontEndTimes.Found times = new FrontEndTimes(frontEnd, load.runs()).measure();
            String bar = frontEnd.title().startsWith("NVRTC")
                    ? "150"
                    : frontEnd.title().startsWith("nvcc") ? "500" : "";
            table.row(frontEnd.title() + ", compiled", number(times.compile()), bar);
            table.row(frontEnd.title() + ", from the cache", number(times.cached()), "20");
        }
        if (found.isEmpty()) {
            table.row("no compiler on this machine", "", "");
        }
        tell("Front ends", table);
    }

    private void launches(EngineTimes engine) throws IOException, InterruptedException {
        var table = new BenchTable("launch of 256 threads", "microseconds", "bar");
        table.row("without checks", number(engine.overhead(false)), "50");
        table.row("with checks", number(engine.overhead(true)), "");
        tell("Launches", table);
        var first = new BenchTable("first launch of a virtual machine, PTX read", "ms", "byte code forced", "bar");
        for (Workload.Case c : Workload.Case.values()) {
            first.row(Workload.FIRST.title(c), number(FirstLaunch.median(3, c.name())),
                    number(FirstLaunch.median(3, c.name(), "always")), FIRST_BAR);
        }
        String checked = Workload.FIRST.title(Workload.Case.MATMUL) + ", with checks";
        first.row(checked, number(FirstLaunch.median(3, Workload.Case.MATMUL.name(), "checks")), "", FIRST_BAR);
        if (!Compilers.ofThisMachine().found().isEmpty()) {
            first.row("... after a cell has been compiled",
                    number(FirstLaunch.median(3, Workload.Case.MATMUL.name(), "checks", "compiled")), "", FIRST_BAR);
        }
        tell("Cold", first);
    }

    private void kernels(EngineTimes engine, Optional<PlainTimes> plain) throws IOException, InterruptedException {
        var table = new BenchTable("kernel", "C++ ms", "engine ms", "x C++", "prototype", "byte code ms", "x C++ ",
                "bar", "checked ms", "x checks", "2 threads", "... checked", "... byte code");
        if (plain.isPresent()) {
            plain.get().run(load);
        }
        Map<Workload.Case, double[]> times = new EnumMap<>(Workload.Case.class);
        for (Workload.Case c : Workload.Case.values()) {
            times.put(c, new double[] {engine.alone(c, false), engine.alone(c, true),
                    engine.speedup(c, false), engine.speedup(c, true), engine.compiled(c), engine.compiledSpeedup(c)});
        }
        if (plain.isPresent()) {
            plain.get().run(load);
        }
        for (Workload.Case c : Workload.Case.values()) {
            double[] t = times.get(c);
            double cpp = plain.isPresent() ? plain.get().millis(c) : Double.NaN;
            table.row(load.title(c), plain.isPresent() ? number(cpp) : "",
                    number(t[0]), plain.isPresent() ? number(t[0] / cpp) : "", number(c.prototype), number(t[4]),
                    plain.isPresent() ? number(t[4] / cpp) : "", number(c.bar), number(t[1]), number(t[1] / t[0]),
                    number(t[2]),
                    number(t[3]), number(t[5]));
        }
        tell("Kernels on the CPU engine", table);
    }
}
