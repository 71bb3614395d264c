package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * y = W x + b on every position; W is {@code [outputs][inputs]}.
 *
 * <p>The three products (y, dx, dW) run in tiles of 4 x 4 vectors held in registers. Every number is the sum of its products in one order,
 * whatever the tiles and blocks: they only decide what is in the caches.
 */
public final class Linear {
    private static final int LENGTH = SPECIES.length();
    /** Columns of a block: four rows of activations of so many channels fit into the nearest cache. */
    private static final int BLOCK = 128;
    /** Outputs whose gradients are packed at a time: enough to use packed inputs often, few enough for the second cache. */
    private static final int PANEL = 128;

    private final Parameter weight;
    private final Parameter bias;

    /** A map without bias. */
    public Linear(Parameter weight) {
        this(weight, null);
    }

    /** A map with a bias {@code [1][outputs]}, or without ({@code null}). */
    public Linear(Parameter weight, Parameter bias) {
        if (bias != null && bias.size() != weight.rows()) {
            throw new IllegalArgumentException("Bias %s has %d entries; %s has %d outputs.".formatted(bias.name(),
                    bias.size(), weight.name(), weight.rows()));
        }
        this.weight = weight;
        this.bias = bias;
    }

    public int inputs() {
        return weight.columns();
    }

    public int outputs() {
        return weight.rows();
    }

    /** y {@code [T][outputs][16]} from x {@code [T][inputs][16]}. */
    public void forward(float[] parameters, float[] x, float[] y, int time) {
        fillBias(parameters, y, time);
        multiply(parameters, weight.offset(), inputs(), 1, outputs(), inputs(), x, y, time);
    }

    /** Adds W^T dy to dx (unless {@code dx} is null), and dy x^T and dy to the gradients of W and b. */
    public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
        if (dx != null) {
            multiply(parameters, weight.offset(), 1, inputs(), inputs(), outputs(), dy, dx, time);
        }
        float[] scratch = new float[16 * WIDTH];
        outerProducts(dy, x, gradient, time, scratch);
        if (bias != null) {
            for (int o = 0; o < outputs(); o++) {
                for (int l = 0; l < WIDTH; l += LENGTH) {
                    FloatVector sum = FloatVector.zero(SPECIES);
                    for (int t = 0; t < time; t++) {
                        sum = sum.add(FloatVector.fromArray(SPECIES, dy, (t * outputs() + o) * WIDTH + l));
                    }
                    sum.intoArray(scratch, l);
                }
                gradient[bias.offset() + o] += LaneSums.sum(scratch, 0);
            }
        }
    }

    private void fillBias(float[] parameters, float[] y, int time) {
        if (bias == null) {
            Arrays.fill(y, 0, time * outputs() * WIDTH, 0f);
            return;
        }
        for (int t = 0; t < time; t++) {
            for (int o = 0; o < outputs(); o++) {
                int from = (t * outputs() + o) * WIDTH;
                Arrays.fill(y, from, from + WIDTH, parameters[bias.offset() + o]);
            }
        }
    }

    /** y[t][a] += Σ_b w[offset + a * rowStride + b * columnStride] x[t][b]. */
    private static void multiply(float[] w, int offset, int rowStride, int columnStride, int rows, int columns,
            float[] x, float[] y, int time) {
        int tiledRows = rows - rows % 4;
        int tiledTime = time - time % 4;
        for (int l = 0; l < WIDTH; l += LENGTH) {
            for (int t = 0; t < tiledTime; t += 4) {
                for (int from = 0; from < columns; from += BLOCK) {
                    int some = Math.min(BLOCK, columns - from);
                    int w0 = offset + from * columnStride;
                    int x0 = (t * columns + from) * WIDTH + l;
                    for (int a = 0; a < tiledRows; a += 4) {
                        tile(w, w0 + a * rowStride, rowStride, columnStride, some, x, x0, columns * WIDTH, y,
                                (t * rows + a) * WIDTH + l, rows * WIDTH);
                    }
                    for (int a = tiledRows; a < rows; a++) {
                        row(w, w0 + a * rowStride, columnStride, some, x, x0, columns * WIDTH, y,
                                (t * rows + a) * WIDTH + l, rows * WIDTH);
                    }
                }
            }
            for (int t = tiledTime; t < time; t++) {
                for (int a = 0; a < rows; a++) {
                    cell(w, offset + a * rowStride, columnStride, columns, x, t * columns * WIDTH + l, y,
                            (t * rows + a) * WIDTH + l);
                }
            }
        }
    }

    /** Four rows, four time steps. */
    private static void tile(float[] w, int w0, int rowStride, int columnStride, int columns, float[] x, int x0,
            int xStride, float[] y, int y0, int yStride) {
        FloatVector a00 = FloatVector.fromArray(SPECIES, y, y0);
        FloatVector a10 = FloatVector.fromArray(SPECIES, y, y0 + WIDTH);
        FloatVector a20 = FloatVector.fromArray(SPECIES, y, y0 + 2 * WIDTH);
        FloatVector a30 = FloatVector.fromArray(SPECIES, y, y0 + 3 * WIDTH);
        FloatVector a01 = FloatVector.fromArray(SPECIES, y, y0 + yStride);
        FloatVector a11 = FloatVector.fromArray(SPECIES, y, y0 + yStride + WIDTH);
        FloatVector a21 = FloatVector.fromArray(SPECIES, y, y0 + yStride + 2 * WIDTH);
        FloatVector a31 = FloatVector.fromArray(SPECIES, y, y0 + yStride + 3 * WIDTH);
        FloatVector a02 = FloatVector.fromArray(SPECIES, y, y0 + 2 * yStride);
        FloatVector a12 = FloatVector.fromArray(SPECIES, y, y0 + 2 * yStride + WIDTH);
        FloatVector a22 = FloatVector.fromArray(SPECIES, y, y0 + 2 * yStride + 2 * WIDTH);
        FloatVector a32 = FloatVector.fromArray(SPECIES, y, y0 + 2 * yStride + 3 * WIDTH);
        FloatVector a03 = FloatVector.fromArray(SPECIES, y, y0 + 3 * yStride);
        FloatVector a13 = FloatVector.fromArray(SPECIES, y, y0 + 3 * yStride + WIDTH);
        FloatVector a23 = FloatVector.fromArray(SPECIES, y, y0 + 3 * yStride + 2 * WIDTH);
        FloatVector a33 = FloatVector.fromArray(SPECIES, y, y0 + 3 * yStride + 3 * WIDTH);
        for (int b = 0; b < columns; b++) {
            int column = x0 + b * WIDTH;
            FloatVector x0v = FloatVector.fromArray(SPECIES, x, column);
            FloatVector x1v = FloatVector.fromArray(SPECIES, x, column + xStride);
            FloatVector x2v = FloatVector.fromArray(SPECIES, x, column + 2 * xStride);
            FloatVector x3v = FloatVector.fromArray(SPECIES, x, column + 3 * xStride);
            int at = w0 + b * columnStride;
            FloatVector w0v = FloatVector.broadcast(SPECIES, w[at]);
            a00 = w0v.fma(x0v, a00);
            a01 = w0v.fma(x1v, a01);
            a02 = w0v.fma(x2v, a02);
            a03 = w0v.fma(x3v, a03);
            FloatVector w1v = FloatVector.broadcast(SPECIES, w[at + rowStride]);
            a10 = w1v.fma(x0v, a10);
            a11 = w1v.fma(x1v, a11);
            a12 = w1v.fma(x2v, a12);
            a13 = w1v.fma(x3v, a13);
            FloatVector w2v = FloatVector.broadcast(SPECIES, w[at + 2 * rowStride]);
            a20 = w2v.fma(x0v, a20);
            a21 = w2v.fma(x1v, a21);
            a22 = w2v.fma(x2v, a22);
            a23 = w2v.fma(x3v, a23);
            FloatVector w3v = FloatVector.broadcast(SPECIES, w[at + 3 * rowStride]);
            a30 = w3v.fma(x0v, a30);
            a31 = w3v.fma(x1v, a31);
            a32 = w3v.fma(x2v, a32);
            a33 = w3v.fma(x3v, a33);
        }
        a00.intoArray(y, y0);
        a10.intoArray(y, y0 + WIDTH);
        a20.intoArray(y, y0 + 2 * WIDTH);
        a30.intoArray(y, y0 + 3 * WIDTH);
        a01.intoArray(y, y0 + yStride);
        a11.intoArray(y, y0 + yStride + WIDTH);
        a21.intoArray(y, y0 + yStride + 2 * WIDTH);
        a31.intoArray(y, y0 + yStride + 3 * WIDTH);
        a02.intoArray(y, y0 + 2 * yStride);
        a12.intoArray(y, y0 + 2 * yStride + WIDTH);
        a22.intoArray(y, y0 + 2 * yStride + 2 * WIDTH);
        a32.intoArray(y, y0 + 2 * yStride + 3 * WIDTH);
        a03.intoArray(y, y0 + 3 * yStride);
        a13.intoArray(y, y0 + 3 * yStride + WIDTH);
        a23.intoArray(y, y0 + 3 * yStride + 2 * WIDTH);
        a33.intoArray(y, y0 + 3 * yStride + 3 * WIDTH);
    }

    /** One row, four time steps. */
    private static void row(float[] w, int w0, int columnStride, int columns, float[] x, int x0, int xStride, float[] y,
            int y0, int yStride) {
        FloatVector a0 = FloatVector.fromArray(SPECIES, y, y0);
        FloatVector a1 = FloatVector.fromArray(SPECIES, y, y0 + yStride);
        FloatVector a2 = FloatVector.fromArray(SPECIES, y, y0 + 2 * yStride);
        FloatVector a3 = FloatVector.fromArray(SPECIES, y, y0 + 3 * yStride);
        for (int b = 0; b < columns; b++) {
            int column = x0 + b * WIDTH;
            FloatVector wv = FloatVector.broadcast(SPECIES, w[w0 + b * columnStride]);
            a0 = wv.fma(FloatVector.fromArray(SPECIES, x, column), a0);
            a1 = wv.fma(FloatVector.fromArray(SPECIES, x, column + xStride), a1);
            a2 = wv.fma(FloatVector.fromArray(SPECIES, x, column + 2 * xStride), a2);
            a3 = wv.fma(FloatVector.fromArray(SPECIES, x, column + 3 * xStride), a3);
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + yStride);
        a2.intoArray(y, y0 + 2 * yStride);
        a3.intoArray(y, y0 + 3 * yStride);
    }

    private static void cell(float[] w, int w0, int columnStride, int columns, float[] x, int x0, float[] y, int y0) {
        FloatVector sum = FloatVector.fromArray(SPECIES, y, y0);
        for (int b = 0; b < columns; b++) {
            sum = FloatVector.broadcast(SPECIES, w[w0 + b * columnStride])
                    .fma(FloatVector.fromArray(SPECIES, x, x0 + b * WIDTH), sum);
        }
        sum.intoArray(y, y0);
    }

    /**
     * gradient[o][i] += Σ_t Σ_lane dy[t][o] x[t][i]. Four channels of all steps are packed side by side first: where they lie, they are
     * as far apart as powers of two, which caches do not like.
     */
    private void outerProducts(float[] dy, float[] x, float[] gradient, int time, float[] scratch) {
        int rows = outputs();
        int columns = inputs();
        int tiledRows = rows - rows % 4;
        int tiledColumns = columns - columns % 4;
        int four = time * 4 * WIDTH;
        float[] dyPacked = new float[Math.min(PANEL, tiledRows) / 4 * four];
        float[] xPacked = new float[four];
        for (int panel = 0; panel < tiledRows; panel += PANEL) {
            int tiles = Math.min(PANEL, tiledRows - panel) / 4;
            for (int tile = 0; tile < tiles; tile++) {
                pack(dy, panel + 4 * tile, rows, time, dyPacked, tile * four);
            }
            for (int i = 0; i < tiledColumns; i += 4) {
                pack(x, i, columns, time, xPacked, 0);
                for (int tile = 0; tile < tiles; tile++) {
                    for (int l = 0; l < WIDTH; l += LENGTH) {
                        outerTile(dyPacked, tile * four + l, xPacked, l, time, scratch, l);
                    }
                    LaneSums.sums(scratch, 16);
                    int at = weight.offset() + (panel + 4 * tile) * columns + i;
                    for (int n = 0; n < 16; n++) {
                        gradient[at + n / 4 * columns + n % 4] += scratch[n];
                    }
                }
            }
            for (int i = tiledColumns; i < columns; i++) {
                for (int o = panel; o < panel + 4 * tiles; o++) {
                    outerCell(dy, o, x, i, gradient, time, scratch);
                }
            }
        }
        for (int o = tiledRows; o < rows; o++) {
            for (int i = 0; i < columns; i++) {
                outerCell(dy, o, x, i, gradient, time, scratch);
            }
        }
    }

    /** Channels {@code channel} to {@code channel + 3} of all steps, one step after the other. */
    private static void pack(float[] from, int channel, int channels, int time, float[] to, int at) {
        for (int t = 0; t < time; t++) {
            int source = (t * channels + channel) * WIDTH;
            int target = at + t * 4 * WIDTH;
            for (int i = 0; i < 4 * WIDTH; i += LENGTH) {
                FloatVector.fromArray(SPECIES, from, source + i).intoArray(to, target + i);
            }
        }
    }

    private void outerCell(float[] dy, int o, float[] x, int i, float[] gradient, int time, float[] scratch) {
        int rows = outputs();
        int columns = inputs();
        for (int l = 0; l < WIDTH; l += LENGTH) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int t = 0; t < time; t++) {
                sum = FloatVector.fromArray(SPECIES, dy, (t * rows + o) * WIDTH + l)
                        .fma(FloatVector.fromArray(SPECIES, x, (t * columns + i) * WIDTH + l), sum);
            }
            sum.intoArray(scratch, l);
        }
        gradient[weight.offset() + o * columns + i] += LaneSums.sum(scratch, 0);
    }

    /** Four outputs, four inputs, all time steps, packed. */
    private static void outerTile(float[] dy, int d0, float[] x, int x0, int time, float[] scratch, int lane) {
        FloatVector a00 = FloatVector.zero(SPECIES);
        FloatVector a01 = a00;
        FloatVector a02 = a00;
        FloatVector a03 = a00;
        FloatVector a10 = a00;
        FloatVector a11 = a00;
        FloatVector a12 = a00;
        FloatVector a13 = a00;
        FloatVector a20 = a00;
        FloatVector a21 = a00;
        FloatVector a22 = a00;
        FloatVector a23 = a00;
        FloatVector a30 = a00;
        FloatVector a31 = a00;
        FloatVector a32 = a00;
        FloatVector a33 = a00;
        for (int t = 0; t < time; t++) {
            int column = x0 + t * 4 * WIDTH;
            FloatVector x0v = FloatVector.fromArray(SPECIES, x, column);
            FloatVector x1v = FloatVector.fromArray(SPECIES, x, column + WIDTH);
            FloatVector x2v = FloatVector.fromArray(SPECIES, x, column + 2 * WIDTH);
            FloatVector x3v = FloatVector.fromArray(SPECIES, x, column + 3 * WIDTH);
            int row = d0 + t * 4 * WIDTH;
            FloatVector d0v = FloatVector.fromArray(SPECIES, dy, row);
            a00 = d0v.fma(x0v, a00);
            a01 = d0v.fma(x1v, a01);
            a02 = d0v.fma(x2v, a02);
            a03 = d0v.fma(x3v, a03);
            FloatVector d1v = FloatVector.fromArray(SPECIES, dy, row + WIDTH);
            a10 = d1v.fma(x0v, a10);
            a11 = d1v.fma(x1v, a11);
            a12 = d1v.fma(x2v, a12);
            a13 = d1v.fma(x3v, a13);
            FloatVector d2v = FloatVector.fromArray(SPECIES, dy, row + 2 * WIDTH);
            a20 = d2v.fma(x0v, a20);
            a21 = d2v.fma(x1v, a21);
            a22 = d2v.fma(x2v, a22);
            a23 = d2v.fma(x3v, a23);
            FloatVector d3v = FloatVector.fromArray(SPECIES, dy, row + 3 * WIDTH);
            a30 = d3v.fma(x0v, a30);
            a31 = d3v.fma(x1v, a31);
            a32 = d3v.fma(x2v, a32);
            a33 = d3v.fma(x3v, a33);
        }
        a00.intoArray(scratch, lane);
        a01.intoArray(scratch, WIDTH + lane);
        a02.intoArray(scratch, 2 * WIDTH + lane);
        a03.intoArray(scratch, 3 * WIDTH + lane);
        a10.intoArray(scratch, 4 * WIDTH + lane);
        a11.intoArray(scratch, 5 * WIDTH + lane);
        a12.intoArray(scratch, 6 * WIDTH + lane);
        a13.intoArray(scratch, 7 * WIDTH + lane);
        a20.intoArray(scratch, 8 * WIDTH + lane);
        a21.intoArray(scratch, 9 * WIDTH + lane);
        a22.intoArray(scratch, 10 * WIDTH + lane);
        a23.intoArray(scratch, 11 * WIDTH + lane);
        a30.intoArray(scratch, 12 * WIDTH + lane);
        a31.intoArray(scratch, 13 * WIDTH + lane);
        a32.intoArray(scratch, 14 * WIDTH + lane);
        a33.intoArray(scratch, 15 * WIDTH + lane);
    }
}
