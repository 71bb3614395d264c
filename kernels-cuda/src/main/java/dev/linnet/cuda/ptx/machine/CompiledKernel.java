package dev.linnet.cuda.ptx.machine;

import java.util.List;
import java.util.function.IntFunction;

/**
 * A kernel's byte code for blocks of one shape, region by region, compiled when they are first needed. A warp that runs in it keeps
 * values that follow a simple rule across its lanes as one number, or one for each vector of lanes, in {@link Warp#u} and
 * {@link Warp#ul}; everything else lies where the interpreter has it.
 */
public final class CompiledKernel {
    /** No place. */
    public static final int NONE = Integer.MIN_VALUE;
    /** The warp has ended. */
    public static final int EXIT = Integer.MAX_VALUE;
    /** So often a region may hand over before it has to have been worth it. */
    private static final int TRIALS = 512;

    private final int[] segmentOf;
    private final int[] firstOp;
    private final int[] starts;
    private final boolean[] barriers;
    private final boolean[] entries;
    private final CompiledRegion[] regions;
    private final boolean[] refused;
    private final int[] entered;
    private final int[] bailed;
    private final List<Scalar> scalars;
    private final int[] uncanonical;
    private final IntFunction<CompiledRegion> compiler;
    final int ints;
    final int longs;

    /**
     * A register whose lanes follow a rule: lane {@code j} of vector {@code c} has {@code u[slot + c] + stride * j}, or where
     * {@code single} lane {@code j} of the warp has {@code u[slot] + stride * j}.
     *
     * @param place where the interpreter keeps its lanes
     */
    public record Scalar(int place, boolean wide, boolean single, long stride, int slot) {}

    /**
     * Nothing is compiled yet.
     *
     * @param segmentOf for each instruction its segment
     * @param firstOp   for each instruction its first op there
     * @param starts    for each segment its first instruction
     * @param entries   for each instruction whether compiled code may take over from the interpreter there
     * @param barriers  for each instruction whether it is a barrier for the whole block and nothing else
     * @param uncanonical where registers lie in which compiled code leaves any NaN in place of the canonical one
     * @param compiler  makes the region that starts at an instruction, or null
     */
    public CompiledKernel(int[] segmentOf, int[] firstOp, int[] starts, boolean[] barriers, boolean[] entries,
            List<Scalar> scalars, int[] uncanonical, int ints, int longs, IntFunction<CompiledRegion> compiler) {
        this.segmentOf = segmentOf.clone();
        this.firstOp = firstOp.clone();
        this.starts = starts.clone();
        this.barriers = barriers.clone();
        this.entries = entries.clone();
        this.scalars = List.copyOf(scalars);
        this.uncanonical = uncanonical.clone();
        this.ints = ints;
        this.longs = longs;
        this.compiler = compiler;
        this.regions = new CompiledRegion[segmentOf.length + 1];
        this.refused = new boolean[segmentOf.length + 1];
        this.entered = new int[segmentOf.length + 1];
        this.bailed = new int[segmentOf.length + 1];
    }

    /** The code of a warp that stands at a place where another region goes on. */
    public static int cut(int instruction) {
        return -1 - 2 * instruction;
    }

    /** The code of a warp that stands at an instruction which the interpreter has to execute. */
    public static int bail(int instruction) {
        return -2 - 2 * instruction;
    }

    /** The instruction at which a warp with this code stands. */
    static int instruction(int code) {
        return code >= 0 ? code : (-1 - code) >> 1;
    }

    static boolean isCut(int code) {
        return code < 0 && (code & 1) != 0;
    }

    boolean barrier(int instruction) {
        return instruction < barriers.length && barriers[instruction];
    }

    int segmentOf(int instruction) {
        return segmentOf[instruction];
    }

    int firstOp(int instruction) {
        return firstOp[instruction];
    }

    int start(int segment) {
        return starts[segment];
    }

    /** Whether compiled code may take over at the start of the segment. */
    boolean entry(int segment) {
        int k = starts[segment];
        return k < entries.length && entries[k] && !refused[k];
    }

    /** What runs from the instruction on; null where only the interpreter can. */
    CompiledRegion region(int instruction) {
        if (instruction >= segmentOf.length || refused[instruction]) {
            return null;
        }
        CompiledRegion r = regions[instruction];
        return r == null ? compile(instruction) : r;
    }

    private synchronized CompiledRegion compile(int instruction) {
        if (regions[instruction] == null && !refused[instruction]) {
            CompiledRegion made = barriers[instruction] ? null : compiler.apply(instruction);
            refused[instruction] = made == null;
            regions[instruction] = made;
        }
        return regions[instruction];
    }

    /** Whether the interpreter had to take over; a region where that is the rule is given up. */
    void ran(int instruction, boolean handedOver) {
        int n = ++entered[instruction];
        if (handedOver && ++bailed[instruction] > TRIALS && bailed[instruction] > n / 2) {
            refused[instruction] = true;
        }
    }

    /** Regions that have been given up because warps nearly always had to leave them. */
    public synchronized int givenUp() {
        int count = 0;
        for (int k = 0; k < regions.length; k++) {
            count += refused[k] && regions[k] != null ? 1 : 0;
        }
        return count;
    }

    /** Leaves everything as the interpreter has it: writes the values of rules to where it looks for them. */
    void expand(Warp w) {
        for (int at : uncanonical) {
            for (int k = 0; k < Lanes.COUNT; k += Lanes.IL) {
                Lanes.put(Lanes.floats(w.r, at + k), w.r, at + k, true, -1);
            }
        }
        int n = Lanes.COUNT / Lanes.IL;
        for (Scalar s : scalars) {
            for (int c = 0; c < n; c++) {
                int at = s.place + c * Lanes.IL;
                int slot = s.slot + (s.single ? 0 : c);
                int first = s.single ? c * Lanes.IL : 0;
                for (int j = 0; j < Lanes.IL; j++) {
                    if (s.wide) {
                        w.q[at + j] = w.ul[slot] + s.stride * (first + j);
                    } else {
                        w.r[at + j] = w.u[slot] + (int) s.stride * (first + j);
                    }
                }
            }
        }
    }

    /** Takes over what the interpreter has, of values that {@linkplain #follows follow} their rules. */
    void contract(Warp w) {
        int n = Lanes.COUNT / Lanes.IL;
        for (Scalar s : scalars) {
            for (int c = 0; c < (s.single ? 1 : n); c++) {
                int at = s.place + c * Lanes.IL;
                if (s.wide) {
                    w.ul[s.slot + c] = w.q[at];
                } else {
                    w.u[s.slot + c] = w.r[at];
                }
            }
        }
    }

    /** Whether the lanes of these registers follow their rules. */
    boolean follows(Warp w, int[] which) {
        int n = Lanes.COUNT / Lanes.IL;
        for (int k : which) {
            Scalar s = scalars.get(k);
            for (int c = 0; c < n; c++) {
                int at = s.place + c * Lanes.IL;
                int first = s.single ? s.place : at;
                for (int j = at - first; j < at - first + Lanes.IL; j++) {
                    boolean same = s.wide
                            ? w.q[first + j] == w.q[first] + s.stride * j
                            : w.r[first + j] == w.r[first] + (int) s.stride * j;
                    if (!same) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
