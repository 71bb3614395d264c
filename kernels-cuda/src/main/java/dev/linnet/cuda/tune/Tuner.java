package dev.linnet.cuda.tune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.backend.Architecture;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.compiler.CompileException;
import dev.linnet.cuda.compiler.CompilerException;
import dev.linnet.cuda.gpu.GpuException;
import dev.linnet.cuda.signature.SignatureException;

/**
 * Searches the quickest of all combinations of macros and block sizes, on the machine that runs the module's kernels.
 *
 * <pre>{@code
 * Tuner.of(lin.module()).define("TILE", 8, 16, 32).block(64, 256)
 *         .run(s -> lin.matmul(LaunchShape.of(n / s.number("TILE"), s.block()), n, a, b, c))
 * }</pre>
 *
 * Each is compiled and launched: first with the module's own checks, to warm up and to compare results, then several times
 * for the median. Before every launch the arrays that the kernels write hold again what they held before the search.
 *
 * @param defines   values to try by macro
 * @param blocks    block sizes to try; empty where they are not searched
 * @param runs      launches that are timed
 * @param tolerance how far floating-point results may be from the first variant's, relative to the largest magnitude of each array;
 *                  0 for the same bits. Whole numbers must be equal
 */
public record Tuner(CudaModule module, Map<String, List<String>> defines, List<Integer> blocks, int runs,
        double tolerance) {
    /** Most combinations of a search. */
    public static final int MOST = 256;
    /** Launches that are timed where nobody says how many. */
    public static final int RUNS = 5;
    /** Relative difference that is let pass where nobody says which. */
    public static final double TOLERANCE = 1e-4;

    /** Nanoseconds of warming up in which launches got no quicker by a tenth, and the most nanoseconds of it. */
    private static final long WARM = 300_000_000;
    private static final long WARMEST = 5_000_000_000L;
    /** As many launches have to be no quicker on the CPU: the virtual machine optimizes what has been called often. */
    private static final int WARM_LAUNCHES = 20;
    /** Launches of so few nanoseconds take no longer or shorter however they are run. */
    private static final long SHORT = 100_000;

    public Tuner {
        defines = Collections.unmodifiableMap(new LinkedHashMap<>(defines));
        blocks = List.copyOf(blocks);
        if (runs < 1) {
            throw new IllegalArgumentException("runs: " + runs + " is not possible; at least 1 launch is timed");
        }
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance: " + tolerance + " is not possible; it is 0 or more");
        }
        for (int block : blocks) {
            if (block < 1 || block > Architecture.THREADS_PER_BLOCK) {
                throw new IllegalArgumentException("block: " + block + " is not possible; a block has 1 to "
                        + Architecture.THREADS_PER_BLOCK + " threads");
            }
        }
        long all = Math.max(1, blocks.size());
        for (var one : defines.entrySet()) {
            requireUsed(one.getKey(), module.compiled().source());
            all *= one.getValue().size();
        }
        if (all > MOST) {
            throw new IllegalArgumentException(
                    "There are " + all + " combinations; a search takes at most " + MOST + ".");
        }
    }

    /** Nothing is searched yet. */
    public static Tuner of(CudaModule module) {
        return new Tuner(module, Map.of(), List.of(), RUNS, TOLERANCE);
    }

    /**
     * Searches these values of a macro as well.
     *
     * @throws IllegalArgumentException where the source does not use the macro, or defines it itself
     */
    public Tuner define(String name, Object... values) {
        var more = new LinkedHashMap<>(defines);
        more.put(name, Arrays.stream(values).map(String::valueOf).distinct().toList());
        return new Tuner(module, more, blocks, runs, tolerance);
    }

    private static void requireUsed(String name, String source) {
        if (!Pattern.compile("\\b" + Pattern.quote(name) + "\\b").matcher(source).find()) {
            throw new IllegalArgumentException(
                    "The source does not mention " + name + ", so that its value makes no difference.");
        }
        var lines = source.lines().toList();
        for (int k = 0; k < lines.size(); k++) {
            if (lines.get(k).matches("\\s*#\\s*define\\s+" + Pattern.quote(name) + "\\b.*")
                    && !source.matches("(?s).*#\\s*(ifndef\\s+|if\\s+!\\s*defined\\s*\\(?\\s*)" + Pattern.quote(name)
                            + "\\b.*")) {
                throw new IllegalArgumentException("Line " + (k + 1) + " defines " + name
                        + " whatever is searched: put it between #ifndef " + name + " and #endif.");
            }
        }
    }

    /** Searches these block sizes as well. */
    public Tuner block(int... threads) {
        return new Tuner(module, defines, Arrays.stream(threads).distinct().boxed().toList(), runs, tolerance);
    }

    /** Times so many launches of each. */
    public Tuner withRuns(int n) {
        return new Tuner(module, defines, blocks, n, tolerance);
    }

    /** Lets floating-point results differ by so much. */
    public Tuner withTolerance(double relative) {
        return new Tuner(module, defines, blocks, runs, relative);
    }

    /**
     * Tries all combinations. The quickest whose results agree stays what the module's kernels are.
     *
     * @param launch launches the module's kernels as the setting says
     * @throws IllegalArgumentException where nothing is searched, or nothing is launched
     * @throws IllegalStateException    while launches are profiled
     * @throws CancellationException    where the thread is interrupted; the module is then as before
     */
    public Tuning run(Consumer<Setting> launch) {
        if (defines.isEmpty() && blocks.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to search: name a macro with values, or block sizes.");
        }
        if (module.profiling()) {
            throw new IllegalStateException(
                    "Launches are being profiled, which takes its own time: switch that off first.");
        }
        var machine = module.machine();
        var before = module.variant();
        var checks = module.checks();
        var trials = new Trials(tolerance);
        var tried = new ArrayList<Tuning.Tried>();
        var best = before;
        double least = Double.POSITIVE_INFINITY;
        boolean done = false;
        try {
            module.watch(trials);
            for (var macros : macros()) {
                var variant = before;
                var problem = "";
                try {
                    variant = macros.isEmpty() ? before : module.variant(new Setting(macros, 0).macros());
                } catch (CompileException | CompilerException | SignatureException | IllegalArgumentException e) {
                    problem = "does not compile: " + sentence(e);
                }
                module.use(variant);
                for (int block : blocks.isEmpty() ? List.of(0) : blocks) {
                    var setting = new Setting(macros, block);
                    // A GPU that was lost is stood in for by the CPU, whose times say nothing about it.
                    var reason = problem.isEmpty() && !module.machine().equals(machine)
                            ? "not tried: a setting before it stopped the GPU"
                            : problem;
                    var one = reason.isEmpty()
                            ? tried(setting, trials, checks, launch)
                            : Tuning.Tried.failed(setting, reason);
                    tried.add(one);
                    if (one.ran() && one.milliseconds() < least) {
                        least = one.milliseconds();
                        best = variant;
                    }
                }
            }
            done = true;
        } finally {
            module.watch(null);
            module.checks(checks);
            trials.restore();
            module.use(done ? best : before);
        }
        return new Tuning(machine, tried, runs, tolerance);
    }

    private Tuning.Tried tried(Setting setting, Trials trials, Checks checks, Consumer<Setting> launch) {
        try {
            return timed(setting, trials, checks, launch);
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            return Tuning.Tried.failed(setting, sentence(e));
        }
    }

    private Tuning.Tried timed(Setting setting, Trials trials, Checks checks, Consumer<Setting> launch) {
        module.checks(checks);
        trials.compare(true);
        trials.run(() -> launch.accept(setting));
        trials.compare(false);
        if (trials.difference() != null) {
            return Tuning.Tried.failed(setting, trials.difference());
        }
        module.checks(Checks.OFF);
        warmUp(setting, trials, launch);
        var nanos = new long[runs];
        for (int k = 0; k < runs; k++) {
            nanos[k] = trials.run(() -> launch.accept(setting));
        }
        Arrays.sort(nanos);
        double median = (nanos[(runs - 1) / 2] + nanos[runs / 2]) / 2.0;
        return Tuning.Tried.ran(setting, median / 1e6, trials.settled() || median <= SHORT);
    }

    /** Launches until the machine has decided how, and that is as quick as it gets. */
    private static void warmUp(Setting setting, Trials trials, Consumer<Setting> launch) {
        long begin = System.nanoTime();
        long improved = begin;
        long now = begin;
        long quickest = Long.MAX_VALUE;
        boolean young = false;
        int since = 0;
        while ((now - improved < WARM || (young && since < WARM_LAUNCHES)) && now - begin < WARMEST) {
            long nanos = trials.run(() -> launch.accept(setting));
            now = System.nanoTime();
            since++;
            boolean deciding = !trials.settled() && nanos > SHORT;
            young |= deciding;
            if (deciding || nanos < quickest - quickest / 10) {
                quickest = nanos;
                improved = now;
                since = 0;
            }
        }
    }

    /** All combinations of values of macros. */
    private List<Map<String, String>> macros() {
        List<Map<String, String>> macros = List.of(Map.of());
        for (var one : defines.entrySet()) {
            var more = new ArrayList<Map<String, String>>();
            for (var given : macros) {
                for (var value : one.getValue()) {
                    var with = new LinkedHashMap<>(given);
                    with.put(one.getKey(), value);
                    more.add(with);
                }
            }
            macros = more;
        }
        return macros;
    }

    private static String sentence(RuntimeException e) {
        var told = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        // What a GPU stopped for is followed by what the CPU found in the same launch; other messages go on with the source.
        return e instanceof GpuException
                ? told.lines().map(String::strip).collect(Collectors.joining(" "))
                : told.lines().findFirst().orElse(told).strip();
    }
}
