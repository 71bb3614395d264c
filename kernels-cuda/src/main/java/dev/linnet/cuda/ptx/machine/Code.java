package dev.linnet.cuda.ptx.machine;

import java.util.Map;

/**
 * A decoded function: its segments in the order of the text, and the registers that its constants live in.
 *
 */
public final class Code {
    private final String name;
    private Segment[] segments;
    private int ints;
    private int longs;
    private int predicates;
    private Map<Integer, Integer> intConstants;
    private Map<Long, Integer> longConstants;
    private final int frameBytes;
    private final int index;
    private final long[] parameters;
    private final long[] results;

    /**
     * A function that is still to be decoded.
     *
     * @param parameters offsets in the frame; empty for kernels, whose parameters lie elsewhere
     */
    public Code(String name, int index, int frameBytes, long[] parameters, long[] results) {
        this.parameters = parameters;
        this.results = results;
        this.name = name;
        this.index = index;
        this.frameBytes = frameBytes;
    }

    /** Registers of each kind have numbers from this one on; there is room before the first one. */
    public static int firstRegister(boolean predicate) {
        return predicate ? Spaced.BYTES / 4 : 1;
    }

    /** Called once, when decoding is done; a function may refer to another one before that. */
    public void complete(Segment[] all, int intSlots, int longSlots, int predicateSlots,
            Map<Integer, Integer> intValues, Map<Long, Integer> longValues) {
        this.segments = all;
        this.ints = intSlots;
        this.longs = longSlots;
        this.predicates = predicateSlots;
        this.intConstants = intValues;
        this.longConstants = longValues;
    }

    public String name() {
        return name;
    }

    /** Number of the function within its module. */
    public int index() {
        return index;
    }

    public int frameBytes() {
        return frameBytes;
    }

    /** Where the parameters lie in the frame. */
    public long[] parameters() {
        return parameters;
    }

    /** Where the results lie in the frame. */
    public long[] results() {
        return results;
    }

    public Segment[] segments() {
        return segments;
    }

    /** A new set of registers, constants filled in. */
    Frame frame() {
        Frame f = new Frame(this, new int[(ints + 1) * Lanes.COUNT], new long[(longs + 1) * Lanes.COUNT],
                new int[predicates + Spaced.BYTES / 4]);
        intConstants.forEach((value, place) -> Lanes.fill(f.r, place, value, -1));
        longConstants.forEach((value, place) -> Lanes.fill(f.q, place, value, -1));
        return f;
    }
}
