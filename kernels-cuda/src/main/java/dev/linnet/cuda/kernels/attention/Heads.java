package dev.linnet.cuda.kernels.attention;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.Elements;
import dev.linnet.cuda.backend.Dim3;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.signature.CudaType.Scalar;

/**
 * Heads of equally long sequences. Their arrays are {@code [batch][head][step][width]}, states {@code [batch][head][key][value]}.
 *
 * @param batch sequences, at least 1
 * @param heads heads of a sequence, at least 1
 * @param steps steps of a sequence, at least 1
 * @param width numbers of a query, a key and a value: 64 or 128
 */
public record Heads(int batch, int heads, int steps, int width) {
    static final int CHUNK = 64;
    /** Threads of a block that computes states before segments, and numbers that it has. */
    static final int SCAN = 256;
    static final int SCANNED = 1024;
    static final int NARROW = 64;
    static final int WIDE = 128;
    /** Blocks that fill a large GPU: its multiprocessors, each with as many as registers and shared memory admit. */
    private static final int FULL_WIDE = 264;
    private static final int FULL_NARROW = 396;
    private static final int MOST_BLOCKS = 65_535;
    private static final int MOST_OF_GATED = 12;

    public Heads {
        atLeastOne("batch", batch);
        atLeastOne("heads", heads);
        atLeastOne("steps", steps);
        if (width != NARROW && width != WIDE) {
            throw new IllegalArgumentException("width: " + width + " is not possible; heads are 64 or 128 numbers wide,"
                    + " fill narrower ones up with zeros");
        }
        if ((long) batch * heads > MOST_BLOCKS) {
            throw new IllegalArgumentException("batch * heads: " + (long) batch * heads + " is not possible; at most "
                    + MOST_BLOCKS + " heads are computed at once");
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " is not possible; it must be at least 1");
        }
    }

    /** Heads of all sequences. */
    int all() {
        return batch * heads;
    }

    long numbers(int rows) {
        return (long) all() * rows * width;
    }

    long stateNumbers() {
        return (long) all() * width * width;
    }

    /** Chunks of a sequence with so many rows. */
    static int chunks(int rows) {
        return (rows + CHUNK - 1) / CHUNK;
    }

    /**
     * Chunks of a segment: as many segments as fill a GPU, none of less than two chunks. The gradient of a gate is a sum over the rest of
     * its segment, in which what was rounded to bf16 adds up: with gates segments are short, and fill a GPU several times.
     */
    int chunksOfSegment(int rows, boolean gated) {
        int full = width == NARROW ? FULL_NARROW : FULL_WIDE;
        int chunks = chunks(rows);
        int per = chunks;
        for (int times = 1; times == 1 || (gated && per > MOST_OF_GATED); times++) {
            int segments = Math.clamp((long) times * full / all(), 1, Math.max(1, chunks / 2));
            per = (chunks + segments - 1) / segments;
        }
        return per;
    }

    /** Threads of a block in which each warp has 16 columns. */
    int threads() {
        return 2 * width;
    }

    /** Bytes of so many tiles of a chunk, and of so many matrices of 64 x 64. */
    int shared(int tiles, int squares) {
        return (tiles * CHUNK * width + squares * CHUNK * CHUNK) * Short.BYTES;
    }

    LaunchShape shape(int columns, int threads, int sharedBytes) {
        return new LaunchShape(Dim3.of(columns, all()), Dim3.of(threads), sharedBytes);
    }

    void requireNumbers(String name, Buffer array, int rows) {
        long length = Elements.count(name, Scalar.BFLOAT16, array);
        if (length != numbers(rows)) {
            throw new IllegalArgumentException(
                    name + " has " + length + " numbers, and " + batch + " x " + heads + " x " + rows
                            + " x " + width + " needs " + numbers(rows));
        }
    }

    void requireState(String name, Buffer state) {
        Elements.requireFloats(name, state, stateNumbers(), batch + " x " + heads + " x " + width + " x " + width);
    }

    /** The kernel of this width. */
    String kernel(String name) {
        return name + "_" + width;
    }
}
