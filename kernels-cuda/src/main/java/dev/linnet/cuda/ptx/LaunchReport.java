package dev.linnet.cuda.ptx;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.linnet.cuda.ptx.machine.Counts;
import dev.linnet.cuda.ptx.machine.Segment;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.SourceLine;

/** What a launch did. Counts are exact; they are worked out when asked for. */
public final class LaunchReport {
    private final String kernel;
    private final long nanos;
    private final int hostThreads;
    private final Counts counts;
    private final Program program;
    private final boolean repeated;
    private Totals totals;

    /**
     * Sums over all threads.
     *
     * @param instructions     executed, each thread's own
     * @param warpInstructions executed, each warp's once
     * @param flop             floating-point operations; a fused multiply-add is two
     * @param bytesLoaded      from global memory
     * @param bytesStored      to global memory
     * @param barriers         arrivals of warps at barriers
     */
    public record Totals(long instructions, long warpInstructions, long flop, long bytesLoaded, long bytesStored,
            long barriers) {}

    /**
     * One source line's share.
     *
     * @param source where
     * @param totals what its instructions did
     */
    public record Line(SourceLine source, Totals totals) {}

    LaunchReport(String kernel, long nanos, int hostThreads, Counts counts, Program program, boolean repeated) {
        this.kernel = kernel;
        this.nanos = nanos;
        this.hostThreads = hostThreads;
        this.counts = counts;
        this.program = program;
        this.repeated = repeated;
    }

    public String kernel() {
        return kernel;
    }

    /** Wall time. */
    public long nanos() {
        return nanos;
    }

    /** How many host threads ran blocks. */
    public int hostThreads() {
        return hostThreads;
    }

    /** Whether quick checks had found something to look at in a thorough way, by which nothing turned out to be wrong. */
    public boolean repeated() {
        return repeated;
    }

    /** The share of the kernel's straight pieces that whole warps ran in byte code: 0 where the interpreter did everything, at most 1. */
    public double byteCodeShare() {
        return counts.compiledShare();
    }

    public Totals totals() {
        if (totals == null) {
            totals = sum(lines());
        }
        return totals;
    }

    private static Totals sum(List<Line> lines) {
        long instructions = 0;
        long warp = 0;
        long flop = 0;
        long loaded = 0;
        long stored = 0;
        long barriers = 0;
        for (Line l : lines) {
            Totals t = l.totals();
            instructions += t.instructions();
            warp += t.warpInstructions();
            flop += t.flop();
            loaded += t.bytesLoaded();
            stored += t.bytesStored();
            barriers += t.barriers();
        }
        return new Totals(instructions, warp, flop, loaded, stored, barriers);
    }

    /** Line by line, in the order of files and lines. */
    public List<Line> lines() {
        Map<String, Line> found = new TreeMap<>();
        IdentityHashMap<Instruction, Long> skipped = new IdentityHashMap<>();
        for (int g = 0; g < program.guarded().size(); g++) {
            skipped.merge(program.guarded().get(g), counts.skipped(g), Long::sum);
        }
        for (Segment s : program.segments()) {
            long runs = counts.runs(s.id());
            long lanes = counts.lanes(s.id());
            if (runs == 0) {
                continue;
            }
            Instruction before = null;
            for (Instruction i : s.instructions()) {
                if (i != null && !i.equals(before)) {
                    add(found, i, runs, lanes - skipped.getOrDefault(i, 0L));
                }
                before = i;
            }
        }
        return new ArrayList<>(found.values());
    }

    Counts counts() {
        return counts;
    }

    Program program() {
        return program;
    }

    private static void add(Map<String, Line> to, Instruction i, long runs, long lanes) {
        Cost c = Cost.of(i);
        boolean barrier = (i.base().equals("bar") && !i.has(".warp")) || i.base().equals("barrier");
        Totals t = new Totals(lanes, runs, lanes * c.flop(), lanes * c.loaded(), lanes * c.stored(),
                barrier ? runs : 0);
        String key = String.format(Locale.ROOT, "%05d:%07d", i.source().file(), i.source().line());
        to.merge(key, new Line(i.source(), t), (a, b) -> new Line(a.source(), sum(List.of(a, b))));
    }
}
