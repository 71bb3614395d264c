package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The gradient of a weight, {@code gradient[o][i] += Σ_t Σ_lane dy[t][o][lane] x[t][i][lane]}, of a few steps at a time.
 *
 * <p>x is transposed to a row of inputs a token first, so that a vector holds inputs and no sum runs over lanes. Every number is the sum
 * of its products in the order of the tokens of a block, added to what was there, whatever the vector length.
 */
final class OuterProducts {
    /** Steps of a block. */
    static final int STEPS = 8;

    private static final int LENGTH = SPECIES.length();
    static final int TOKENS = STEPS * WIDTH;
    private static final int ROWS = 6;
    private static final int WIDE = 4 * LENGTH;
    private static final int NARROW = 2 * LENGTH;

    /** The inputs of a block in panels of four vectors, a last one of two if they are enough: {@code [panel][token][input]}. */
    private float[] transposed = new float[0];
    /** Output gradients of a block: {@code [outputs][token]}, zeros for outputs that fill up a panel of six. */
    private float[] packed = new float[0];
    private final float[] corner = new float[ROWS * WIDE];
    private int inputs;
    private int steps;

    /** Takes the inputs of a block. */
    void load(float[] x, int x0, int newInputs, int newSteps) {
        if (newSteps > STEPS) {
            throw new IllegalArgumentException("steps is " + newSteps + "; it must be at most " + STEPS + ".");
        }
        inputs = newInputs;
        steps = newSteps;
        int size = (inputs + WIDE - 1) / WIDE * WIDE * TOKENS;
        if (transposed.length < size) {
            transposed = new float[size];
        }
        for (int i = 0; i < inputs; i += WIDE) {
            panel(x, x0, i, Math.min(WIDE, inputs - i));
        }
    }

    private static int width(int columns) {
        return columns <= NARROW ? NARROW : WIDE;
    }

    private void panel(float[] x, int x0, int first, int columns) {
        int width = width(columns);
        int whole = columns - columns % LENGTH;
        for (int t = 0; t < steps; t++) {
            int from = x0 + (t * inputs + first) * WIDTH;
            int to = first * TOKENS + t * WIDTH * width;
            LaneTranspose.transpose(x, from, whole, transposed, to, width);
            if (whole == width) {
                continue;
            }
            for (int lane = 0; lane < WIDTH; lane++) {
                Arrays.fill(transposed, to + lane * width + whole, to + (lane + 1) * width, 0f);
                for (int i = whole; i < columns; i++) {
                    transposed[to + lane * width + i] = x[from + i * WIDTH + lane];
                }
            }
        }
    }

    /**
     * Adds the block's products to a gradient {@code [outputs][inputs]} from {@code at}; dy is {@code [steps][outputs][16]} from {@code d0}.
     */
    void add(float[] dy, int d0, int outputs, float[] gradient, int at) {
        add(dy, d0, outputs, gradient, at, inputs);
    }

    /** The same to a gradient whose rows are {@code stride} numbers apart. */
    void add(float[] dy, int d0, int outputs, float[] gradient, int at, int stride) {
        int sixes = sixes(outputs);
        int padded = sixes + (outputs - sixes + 3) / 4 * 4;
        if (packed.length < padded * TOKENS) {
            packed = new float[padded * TOKENS];
        }
        pack(dy, d0, outputs);
        Arrays.fill(packed, outputs * TOKENS, padded * TOKENS, 0f);
        for (int i = 0; i < inputs; i += WIDE) {
            int columns = Math.min(WIDE, inputs - i);
            for (int o = 0; o < outputs;) {
                int height = o < sixes ? ROWS : 4;
                int rows = Math.min(height, outputs - o);
                if (rows == height && columns == width(columns)) {
                    tile(height, o, i, columns, gradient, at + o * stride + i, stride);
                } else {
                    ragged(height, o, rows, i, columns, gradient, at + o * stride + i, stride);
                }
                o += height;
            }
        }
    }

    /** The outputs in tiles of six; the others are in tiles of four, the last of which may be partly empty. */
    private static int sixes(int outputs) {
        return switch (outputs % ROWS) {
            case 0 -> outputs;
            case 1, 2 -> Math.max(0, outputs - outputs % ROWS - ROWS); // two tiles of four
            case 3, 4 -> outputs - outputs % ROWS;
            default -> outputs + 1; // one that is partly empty
        };
    }

    void pack(float[] dy, int d0, int outputs) {
        for (int o = 0; o < outputs; o++) {
            for (int t = 0; t < steps; t++) {
                int from = d0 + (t * outputs + o) * WIDTH;
                for (int l = 0; l < WIDTH; l += LENGTH) {
                    FloatVector.fromArray(SPECIES, dy, from + l).intoArray(packed, o * TOKENS + t * WIDTH + l);
                }
            }
        }
    }

    private void tile(int height, int o, int i, int width, float[] sums, int at, int stride) {
        int d0 = o * TOKENS;
        int x0 = i * TOKENS;
        int tokens = steps * WIDTH;
        if (width == WIDE) {
            if (height == ROWS) {
                OuterTiles.six(packed, d0, transposed, x0, tokens, sums, at, stride);
            } else {
                OuterTiles.four(packed, d0, transposed, x0, tokens, sums, at, stride);
            }
        } else if (height == ROWS) {
            OuterTiles.sixNarrow(packed, d0, transposed, x0, tokens, sums, at, stride);
        } else {
            OuterTiles.fourNarrow(packed, d0, transposed, x0, tokens, sums, at, stride);
        }
    }

    /** A tile that is partly outside. */
    private void ragged(int height, int o, int rows, int i, int columns, float[] gradient, int at, int stride) {
        int width = width(columns);
        Arrays.fill(corner, 0f);
        tile(height, o, i, width, corner, 0, width);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                gradient[at + r * stride + c] += corner[r * width + c];
            }
        }
    }
}
