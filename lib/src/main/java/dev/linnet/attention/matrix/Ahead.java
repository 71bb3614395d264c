package dev.linnet.attention.matrix;

/**
 * Brings what the next chunk will read and write into the cache while this chunk is being worked out: between the tiles of a product one
 * number of each of a few cache lines is looked at. The memory then works at the same time as the arithmetic. Without it a chunk
 * waits for its rows when it first reads them, and a long sequence takes a third longer per token than one that fits the cache.
 *
 * <p>Few lines at a time, in order: the processor finds each stream's direction and fetches on by itself, so that most looks do not wait.
 */
public final class Ahead {
    /** No streams. */
    static final Ahead NOTHING = new Ahead(0, 0);
    /** Floats in a cache line of 64 bytes. */
    private static final int LINE = 16;

    private final int pace;
    private final float[][] arrays;
    private final int[] at;
    private final int[] end;
    private int streams;
    private boolean left;
    @SuppressWarnings("UnusedVariable") // written so that the compiler does not leave the looks out
    private int seen;

    /**
     * For some streams.
     *
     * @param streams most streams
     * @param pace    lines of each stream between two tiles
     */
    public Ahead(int streams, int pace) {
        this.pace = pace;
        arrays = new float[streams][];
        at = new int[streams];
        end = new int[streams];
    }

    /** Forgets all streams. */
    public void clear() {
        streams = 0;
        left = false;
    }

    /** Adds rows {@code row} to {@code row + rows - 1} of {@code width} numbers, as far as there are any. */
    public void add(float[] array, int row, int rows, int width) {
        int from = Math.max(0, row) * width;
        int to = Math.min(array.length, (row + rows) * width);
        if (from < to) {
            arrays[streams] = array;
            at[streams] = from;
            end[streams] = to;
            streams++;
            left = true;
        }
    }

    /** The next lines of each stream. */
    void look() {
        if (left) {
            lookOn();
        }
    }

    private void lookOn() {
        int bits = 0;
        boolean more = false;
        for (int s = 0; s < streams; s++) {
            float[] array = arrays[s];
            int i = at[s];
            int to = Math.min(end[s], i + pace * LINE);
            for (; i < to; i += LINE) {
                bits ^= Float.floatToRawIntBits(array[i]);
            }
            at[s] = i;
            more |= i < end[s];
        }
        seen ^= bits;
        left = more;
    }
}
