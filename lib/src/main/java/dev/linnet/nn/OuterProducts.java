package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Slab;
import java.util.Arrays;

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
    private static final int TOKENS = STEPS * WIDTH;
    private static final int ROWS = 6;
    private static final int WIDE = 4 * LENGTH;
    private static final int NARROW = 2 * LENGTH;

    /** The inputs of a block in panels of four vectors, a last one of two if they are enough: {@code [panel][token][input]}. */
    private float[] transposed;
    /** Where it begins, and how many inputs it is for. */
    private int start;
    private int capacity;
    /** Null if the array is its own. */
    private final Slab slab;
    /** Output gradients of a block that are not in fours. */
    private float[] packed = new float[0];
    /** Output gradients of a tile that is partly outside. */
    private final float[] edge = new float[Quads.size(STEPS, ROWS)];
    private final float[] corner = new float[ROWS * WIDE];
    private int inputs;
    private int steps;

    /** For any number of inputs. */
    OuterProducts() {
        slab = null;
    }

    /** For so many inputs, in the slab. */
    OuterProducts(Slab slab, int inputs) {
        this.slab = slab;
        capacity = inputs;
        start = slab.take(size(inputs));
    }

    /** The numbers of so many inputs. */
    private static int size(int inputs) {
        return (inputs + WIDE - 1) / WIDE * WIDE * TOKENS;
    }

    /** Takes the inputs of a block, {@code [steps][inputs][16]}. */
    void load(float[] x, int x0, int newInputs, int newSteps) {
        resize(newInputs, newSteps);
        for (int t = 0; t < steps; t++) {
            step(x, x0 + t * inputs * WIDTH, WIDTH, t);
        }
    }

    /** The same for inputs in {@link Quads}. */
    void loadQuads(float[] x, int x0, int newInputs, int newSteps) {
        resize(newInputs, newSteps);
        for (int t = 0; t < steps; t++) {
            step(x, x0 + Quads.index(t, inputs), Quads.ROW, t);
        }
    }

    private void resize(int newInputs, int newSteps) {
        if (newSteps > STEPS) {
            throw new IllegalArgumentException("steps is " + newSteps + "; it must be at most " + STEPS + ".");
        }
        inputs = newInputs;
        steps = newSteps;
        if (capacity < inputs) {
            transposed = new float[size(inputs)];
            start = 0;
            capacity = inputs;
        } else if (transposed == null) {
            transposed = slab.array();
        }
    }

    private static int width(int columns) {
        return columns <= NARROW ? NARROW : WIDE;
    }

    /** One step's inputs, {@code stride} apart, to all panels. */
    private void step(float[] x, int x0, int stride, int t) {
        for (int first = 0; first < inputs; first += WIDE) {
            int columns = Math.min(WIDE, inputs - first);
            int width = width(columns);
            int whole = columns - columns % LENGTH;
            int from = x0 + first * stride;
            int to = start + first * TOKENS + t * WIDTH * width;
            LaneTranspose.transpose(x, from, stride, whole, transposed, to, width);
            for (int lane = 0; whole < width && lane < WIDTH; lane++) {
                Arrays.fill(transposed, to + lane * width + whole, to + (lane + 1) * width, 0f);
                for (int i = whole; i < columns; i++) {
                    transposed[to + lane * width + i] = x[from + i * stride + lane];
                }
            }
        }
    }

    /**
     * Adds the block's products to a gradient {@code [outputs][inputs]} from {@code at}; dy is {@code [steps][outputs][16]} from {@code d0}.
     */
    void add(float[] dy, int d0, int outputs, float[] gradient, int at) {
        int size = Quads.size(STEPS, outputs);
        if (packed.length < size) {
            packed = new float[size];
        }
        Quads.pack(dy, d0, outputs, steps, packed, 0);
        addQuads(packed, 0, outputs, gradient, at, inputs);
    }

    /** The same for a dy in {@link Quads}, to a gradient whose rows are {@code stride} numbers apart. */
    void addQuads(float[] dy, int d0, int outputs, float[] gradient, int at, int stride) {
        int sixes = sixes(outputs);
        int four = outputs * Quads.ROW;
        for (int i = 0; i < inputs; i += WIDE) {
            int columns = Math.min(WIDE, inputs - i);
            for (int o = 0; o < outputs;) {
                int height = o < sixes ? ROWS : 4;
                int rows = Math.min(height, outputs - o);
                int from = d0 + o * Quads.ROW;
                int to = at + o * stride + i;
                if (rows == height && columns == width(columns)) {
                    tile(height, dy, from, four, i, columns, gradient, to, stride);
                } else {
                    ragged(height, dy, from, four, rows, i, columns, gradient, to, stride);
                }
                o += height;
            }
        }
    }

    /** The outputs in tiles of six; the others are in tiles of four, the last of which may be partly outside. */
    private static int sixes(int outputs) {
        return switch (outputs % ROWS) {
            case 0 -> outputs;
            case 1, 2 -> Math.max(0, outputs - outputs % ROWS - ROWS); // two tiles of four
            case 3, 4 -> outputs - outputs % ROWS;
            default -> outputs + 1; // one that is partly outside
        };
    }

    private void tile(int height, float[] dy, int d0, int four, int i, int width, float[] sums, int at, int stride) {
        int x0 = start + i * TOKENS;
        int tokens = steps * WIDTH;
        if (width == WIDE) {
            if (height == ROWS) {
                OuterTiles.six(dy, d0, four, transposed, x0, tokens, sums, at, stride);
            } else {
                OuterTiles.four(dy, d0, four, transposed, x0, tokens, sums, at, stride);
            }
        } else if (height == ROWS) {
            OuterTiles.sixNarrow(dy, d0, four, transposed, x0, tokens, sums, at, stride);
        } else {
            OuterTiles.fourNarrow(dy, d0, four, transposed, x0, tokens, sums, at, stride);
        }
    }

    /** A tile that is partly outside. */
    private void ragged(int height, float[] dy, int d0, int four, int rows, int i, int columns, float[] gradient,
            int at,
            int stride) {
        Arrays.fill(edge, 0f);
        for (int n = 0; n < Quads.fours(steps); n++) {
            System.arraycopy(dy, d0 + n * four, edge, n * height * Quads.ROW, rows * Quads.ROW);
        }
        int width = width(columns);
        Arrays.fill(corner, 0f);
        tile(height, edge, 0, height * Quads.ROW, i, width, corner, 0, width);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                gradient[at + r * stride + c] += corner[r * width + c];
            }
        }
    }
}
