package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * The left factor W {@code [rows][columns]} of products y = W x on every position, copied to panels of six or four rows in the order in
 * which the products read it.
 *
 * <p>Tiles of six rows and four time steps are held in registers. Every number is the sum of its products in the order of the columns,
 * whatever the tiles and blocks: they only decide what is in the caches.
 */
final class PackedWeights {
    private static final int LENGTH = SPECIES.length();
    private static final int ROW = Quads.ROW;
    /** Columns of a block: four rows of activations of so many channels fit into the nearest cache. */
    private static final int BLOCK = 128;

    private float[] panels = new float[0];
    /** Four steps of an x that is not in fours. */
    private float[] four = new float[0];
    /** A y of less than four steps. */
    private float[] rest = new float[0];
    private int rows;
    private int columns;
    /** Rows before this one are in panels of six. */
    private int fours;
    /** Rows before this one and not before {@link #fours} are in panels of four; the others stand alone. */
    private int singles;

    /** Takes W. */
    void pack(float[] parameters, Parameter weight) {
        packRows(parameters, weight.offset(), weight.rows(), weight.columns(), weight.columns());
    }

    /** Takes the transpose of W. */
    void packTransposed(float[] parameters, Parameter weight) {
        packColumns(parameters, weight.offset(), weight.columns(), weight.rows(), weight.columns());
    }

    /** Takes {@code newRows} rows of {@code newColumns} numbers, {@code stride} apart. */
    void packRows(float[] from, int offset, int newRows, int newColumns, int stride) {
        resize(newRows, newColumns);
        for (int row = 0; row < rows;) {
            int height = height(row);
            int at = offset + row * stride;
            int to = row * columns;
            if (height == 6) {
                sixRows(from, at, stride, to);
            } else {
                for (int r = 0; r < height; r++) {
                    for (int b = 0; b < columns; b++) {
                        panels[to + b * height + r] = from[at + r * stride + b];
                    }
                }
            }
            row += height;
        }
    }

    /** A panel's rows side by side, so that it is written in order. */
    private void sixRows(float[] from, int at, int stride, int to) {
        float[] panel = panels;
        int at1 = at + stride;
        int at2 = at + 2 * stride;
        int at3 = at + 3 * stride;
        int at4 = at + 4 * stride;
        int at5 = at + 5 * stride;
        for (int b = 0; b < columns; b++) {
            int place = to + 6 * b;
            panel[place] = from[at + b];
            panel[place + 1] = from[at1 + b];
            panel[place + 2] = from[at2 + b];
            panel[place + 3] = from[at3 + b];
            panel[place + 4] = from[at4 + b];
            panel[place + 5] = from[at5 + b];
        }
    }

    /** Takes as rows the first {@code newRows} columns of a matrix of {@code newColumns} rows, {@code stride} apart. */
    void packColumns(float[] from, int offset, int newRows, int newColumns, int stride) {
        resize(newRows, newColumns);
        for (int row = 0; row < rows;) {
            int height = height(row);
            int b = 0;
            if (height == 6 && LENGTH >= 8) {
                b = sixColumns(from, offset + row, stride, row * columns);
            }
            for (; b < columns; b++) {
                int at = offset + b * stride + row;
                int to = row * columns + b * height;
                for (int r = 0; r < height; r++) {
                    panels[to + r] = from[at + r];
                }
            }
            row += height;
        }
    }

    /** A panel but for its last six, by vectors of eight, the last two of which the next six overwrite; returns how many sixes are done. */
    private int sixColumns(float[] from, int at, int stride, int to) {
        int count = Math.min(columns - 1, (from.length - 8 - at) / stride);
        for (int b = 0; b < count; b++) {
            FloatVector.fromArray(FloatVector.SPECIES_256, from, at + b * stride).intoArray(panels, to + b * 6);
        }
        return Math.max(0, count);
    }

    private void resize(int newRows, int newColumns) {
        rows = newRows;
        columns = newColumns;
        int even = rows - rows % 2;
        fours = switch (even % 6) {
            case 0 -> even;
            case 4 -> even - 4;
            default -> Math.max(0, even - 8);
        };
        singles = fours + (even - fours) / 4 * 4;
        int size = Math.multiplyExact(rows, columns);
        if (panels.length < size) {
            panels = new float[size];
        }
    }

    private int height(int row) {
        return row < fours ? 6 : row < singles ? 4 : 1;
    }

    /**
     * y = W x, or y += W x if {@code add}.
     *
     * @param x {@code [time][columns][16]} from {@code x0}
     * @param y {@code [time][rows][16]} from {@code y0}
     */
    void multiply(float[] x, int x0, float[] y, int y0, int time, boolean add) {
        if (four.length < columns * ROW) {
            four = new float[columns * ROW];
        }
        for (int t = 0; t < time; t += Quads.STEPS) {
            int steps = Math.min(Quads.STEPS, time - t);
            Quads.pack(x, x0 + t * columns * WIDTH, columns, steps, four, 0);
            multiplyFour(four, 0, y, y0 + t * rows * WIDTH, steps, add);
        }
    }

    /** The same for x in {@link Quads}. */
    void multiplyQuads(float[] x, int x0, float[] y, int y0, int time, boolean add) {
        for (int t = 0; t < time; t += Quads.STEPS) {
            int steps = Math.min(Quads.STEPS, time - t);
            multiplyFour(x, x0 + t * columns * WIDTH, y, y0 + t * rows * WIDTH, steps, add);
        }
    }

    /** y = W x, both in {@link Quads}. */
    void multiplyToQuads(float[] x, int x0, float[] y, int y0, int time) {
        for (int t = 0; t < time; t += Quads.STEPS) {
            four(x, x0 + t * columns * WIDTH, y, y0 + t * rows * WIDTH, WIDTH, ROW, false);
        }
    }

    /** A four, of which the first steps are wanted. */
    private void multiplyFour(float[] x, int x0, float[] y, int y0, int steps, boolean add) {
        if (steps == Quads.STEPS) {
            four(x, x0, y, y0, rows * WIDTH, WIDTH, add);
            return;
        }
        if (rest.length < rows * ROW) {
            rest = new float[rows * ROW];
        }
        if (add) {
            Quads.pack(y, y0, rows, steps, rest, 0);
        }
        four(x, x0, rest, 0, WIDTH, ROW, add);
        Quads.unpack(rest, rows, steps, y, y0);
    }

    /** A four, to a y with so many numbers between two steps and between two rows. */
    private void four(float[] x, int x0, float[] y, int y0, int step, int row, boolean add) {
        for (int l = 0; l < WIDTH; l += LENGTH) {
            for (int from = 0; from < columns; from += BLOCK) {
                block(from, x, x0 + l, y, y0 + l, step, row, add || from > 0);
            }
        }
    }

    /** The columns of one block. */
    private void block(int from, float[] x, int x0, float[] y, int y0, int step, int row, boolean add) {
        int count = Math.min(BLOCK, columns - from);
        int xFrom = x0 + from * ROW;
        for (int r = 0; r < fours; r += 6) {
            six(r * columns + from * 6, count, x, xFrom, y, y0 + r * row, step, row, add);
        }
        for (int r = fours; r < singles; r += 4) {
            four(r * columns + from * 4, count, x, xFrom, y, y0 + r * row, step, row, add);
        }
        for (int r = singles; r < rows; r++) {
            one(r * columns + from, count, x, xFrom, y, y0 + r * row, step, add);
        }
    }

    /** Six rows, four time steps. */
    private void six(int w0, int count, float[] x, int x0, float[] y, int y0, int step, int row, boolean add) {
        int y1 = y0 + step;
        int y2 = y0 + 2 * step;
        int y3 = y0 + 3 * step;
        FloatVector a00 = add ? FloatVector.fromArray(SPECIES, y, y0) : FloatVector.zero(SPECIES);
        FloatVector a01 = add ? FloatVector.fromArray(SPECIES, y, y1) : FloatVector.zero(SPECIES);
        FloatVector a02 = add ? FloatVector.fromArray(SPECIES, y, y2) : FloatVector.zero(SPECIES);
        FloatVector a03 = add ? FloatVector.fromArray(SPECIES, y, y3) : FloatVector.zero(SPECIES);
        FloatVector a10 = add ? FloatVector.fromArray(SPECIES, y, y0 + row) : FloatVector.zero(SPECIES);
        FloatVector a11 = add ? FloatVector.fromArray(SPECIES, y, y1 + row) : FloatVector.zero(SPECIES);
        FloatVector a12 = add ? FloatVector.fromArray(SPECIES, y, y2 + row) : FloatVector.zero(SPECIES);
        FloatVector a13 = add ? FloatVector.fromArray(SPECIES, y, y3 + row) : FloatVector.zero(SPECIES);
        FloatVector a20 = add ? FloatVector.fromArray(SPECIES, y, y0 + 2 * row) : FloatVector.zero(SPECIES);
        FloatVector a21 = add ? FloatVector.fromArray(SPECIES, y, y1 + 2 * row) : FloatVector.zero(SPECIES);
        FloatVector a22 = add ? FloatVector.fromArray(SPECIES, y, y2 + 2 * row) : FloatVector.zero(SPECIES);
        FloatVector a23 = add ? FloatVector.fromArray(SPECIES, y, y3 + 2 * row) : FloatVector.zero(SPECIES);
        FloatVector a30 = add ? FloatVector.fromArray(SPECIES, y, y0 + 3 * row) : FloatVector.zero(SPECIES);
        FloatVector a31 = add ? FloatVector.fromArray(SPECIES, y, y1 + 3 * row) : FloatVector.zero(SPECIES);
        FloatVector a32 = add ? FloatVector.fromArray(SPECIES, y, y2 + 3 * row) : FloatVector.zero(SPECIES);
        FloatVector a33 = add ? FloatVector.fromArray(SPECIES, y, y3 + 3 * row) : FloatVector.zero(SPECIES);
        FloatVector a40 = add ? FloatVector.fromArray(SPECIES, y, y0 + 4 * row) : FloatVector.zero(SPECIES);
        FloatVector a41 = add ? FloatVector.fromArray(SPECIES, y, y1 + 4 * row) : FloatVector.zero(SPECIES);
        FloatVector a42 = add ? FloatVector.fromArray(SPECIES, y, y2 + 4 * row) : FloatVector.zero(SPECIES);
        FloatVector a43 = add ? FloatVector.fromArray(SPECIES, y, y3 + 4 * row) : FloatVector.zero(SPECIES);
        FloatVector a50 = add ? FloatVector.fromArray(SPECIES, y, y0 + 5 * row) : FloatVector.zero(SPECIES);
        FloatVector a51 = add ? FloatVector.fromArray(SPECIES, y, y1 + 5 * row) : FloatVector.zero(SPECIES);
        FloatVector a52 = add ? FloatVector.fromArray(SPECIES, y, y2 + 5 * row) : FloatVector.zero(SPECIES);
        FloatVector a53 = add ? FloatVector.fromArray(SPECIES, y, y3 + 5 * row) : FloatVector.zero(SPECIES);
        for (int b = 0; b < count; b++) {
            FloatVector x0v = FloatVector.fromArray(SPECIES, x, x0 + b * ROW);
            FloatVector x1v = FloatVector.fromArray(SPECIES, x, x0 + b * ROW + WIDTH);
            FloatVector x2v = FloatVector.fromArray(SPECIES, x, x0 + b * ROW + 2 * WIDTH);
            FloatVector x3v = FloatVector.fromArray(SPECIES, x, x0 + b * ROW + 3 * WIDTH);
            int at = w0 + b * 6;
            FloatVector w0v = FloatVector.broadcast(SPECIES, panels[at]);
            a00 = w0v.fma(x0v, a00);
            a01 = w0v.fma(x1v, a01);
            a02 = w0v.fma(x2v, a02);
            a03 = w0v.fma(x3v, a03);
            FloatVector w1v = FloatVector.broadcast(SPECIES, panels[at + 1]);
            a10 = w1v.fma(x0v, a10);
            a11 = w1v.fma(x1v, a11);
            a12 = w1v.fma(x2v, a12);
            a13 = w1v.fma(x3v, a13);
            FloatVector w2v = FloatVector.broadcast(SPECIES, panels[at + 2]);
            a20 = w2v.fma(x0v, a20);
            a21 = w2v.fma(x1v, a21);
            a22 = w2v.fma(x2v, a22);
            a23 = w2v.fma(x3v, a23);
            FloatVector w3v = FloatVector.broadcast(SPECIES, panels[at + 3]);
            a30 = w3v.fma(x0v, a30);
            a31 = w3v.fma(x1v, a31);
            a32 = w3v.fma(x2v, a32);
            a33 = w3v.fma(x3v, a33);
            FloatVector w4v = FloatVector.broadcast(SPECIES, panels[at + 4]);
            a40 = w4v.fma(x0v, a40);
            a41 = w4v.fma(x1v, a41);
            a42 = w4v.fma(x2v, a42);
            a43 = w4v.fma(x3v, a43);
            FloatVector w5v = FloatVector.broadcast(SPECIES, panels[at + 5]);
            a50 = w5v.fma(x0v, a50);
            a51 = w5v.fma(x1v, a51);
            a52 = w5v.fma(x2v, a52);
            a53 = w5v.fma(x3v, a53);
        }
        a00.intoArray(y, y0);
        a01.intoArray(y, y1);
        a02.intoArray(y, y2);
        a03.intoArray(y, y3);
        a10.intoArray(y, y0 + row);
        a11.intoArray(y, y1 + row);
        a12.intoArray(y, y2 + row);
        a13.intoArray(y, y3 + row);
        a20.intoArray(y, y0 + 2 * row);
        a21.intoArray(y, y1 + 2 * row);
        a22.intoArray(y, y2 + 2 * row);
        a23.intoArray(y, y3 + 2 * row);
        a30.intoArray(y, y0 + 3 * row);
        a31.intoArray(y, y1 + 3 * row);
        a32.intoArray(y, y2 + 3 * row);
        a33.intoArray(y, y3 + 3 * row);
        a40.intoArray(y, y0 + 4 * row);
        a41.intoArray(y, y1 + 4 * row);
        a42.intoArray(y, y2 + 4 * row);
        a43.intoArray(y, y3 + 4 * row);
        a50.intoArray(y, y0 + 5 * row);
        a51.intoArray(y, y1 + 5 * row);
        a52.intoArray(y, y2 + 5 * row);
        a53.intoArray(y, y3 + 5 * row);
    }

    /** Four rows, four time steps. */
    private void four(int w0, int count, float[] x, int x0, float[] y, int y0, int step, int row, boolean add) {
        int y1 = y0 + step;
        int y2 = y0 + 2 * step;
        int y3 = y0 + 3 * step;
        FloatVector a00 = add ? FloatVector.fromArray(SPECIES, y, y0) : FloatVector.zero(SPECIES);
        FloatVector a01 = add ? FloatVector.fromArray(SPECIES, y, y1) : FloatVector.zero(SPECIES);
        FloatVector a02 = add ? FloatVector.fromArray(SPECIES, y, y2) : FloatVector.zero(SPECIES);
        FloatVector a03 = add ? FloatVector.fromArray(SPECIES, y, y3) : FloatVector.zero(SPECIES);
        FloatVector a10 = add ? FloatVector.fromArray(SPECIES, y, y0 + row) : FloatVector.zero(SPECIES);
        FloatVector a11 = add ? FloatVector.fromArray(SPECIES, y, y1 + row) : FloatVector.zero(SPECIES);
        FloatVector a12 = add ? FloatVector.fromArray(SPECIES, y, y2 + row) : FloatVector.zero(SPECIES);
        FloatVector a13 = add ? FloatVector.fromArray(SPECIES, y, y3 + row) : FloatVector.zero(SPECIES);
        FloatVector a20 = add ? FloatVector.fromArray(SPECIES, y, y0 + 2 * row) : FloatVector.zero(SPECIES);
        FloatVector a21 = add ? FloatVector.fromArray(SPECIES, y, y1 + 2 * row) : FloatVector.zero(SPECIES);
        FloatVector a22 = add ? FloatVector.fromArray(SPECIES, y, y2 + 2 * row) : FloatVector.zero(SPECIES);
        FloatVector a23 = add ? FloatVector.fromArray(SPECIES, y, y3 + 2 * row) : FloatVector.zero(SPECIES);
        FloatVector a30 = add ? FloatVector.fromArray(SPECIES, y, y0 + 3 * row) : FloatVector.zero(SPECIES);
        FloatVector a31 = add ? FloatVector.fromArray(SPECIES, y, y1 + 3 * row) : FloatVector.zero(SPECIES);
        FloatVector a32 = add ? FloatVector.fromArray(SPECIES, y, y2 + 3 * row) : FloatVector.zero(SPECIES);
        FloatVector a33 = add ? FloatVector.fromArray(SPECIES, y, y3 + 3 * row) : FloatVector.zero(SPECIES);
        for (int b = 0; b < count; b++) {
            FloatVector x0v = FloatVector.fromArray(SPECIES, x, x0 + b * ROW);
            FloatVector x1v = FloatVector.fromArray(SPECIES, x, x0 + b * ROW + WIDTH);
            FloatVector x2v = FloatVector.fromArray(SPECIES, x, x0 + b * ROW + 2 * WIDTH);
            FloatVector x3v = FloatVector.fromArray(SPECIES, x, x0 + b * ROW + 3 * WIDTH);
            int at = w0 + b * 4;
            FloatVector w0v = FloatVector.broadcast(SPECIES, panels[at]);
            a00 = w0v.fma(x0v, a00);
            a01 = w0v.fma(x1v, a01);
            a02 = w0v.fma(x2v, a02);
            a03 = w0v.fma(x3v, a03);
            FloatVector w1v = FloatVector.broadcast(SPECIES, panels[at + 1]);
            a10 = w1v.fma(x0v, a10);
            a11 = w1v.fma(x1v, a11);
            a12 = w1v.fma(x2v, a12);
            a13 = w1v.fma(x3v, a13);
            FloatVector w2v = FloatVector.broadcast(SPECIES, panels[at + 2]);
            a20 = w2v.fma(x0v, a20);
            a21 = w2v.fma(x1v, a21);
            a22 = w2v.fma(x2v, a22);
            a23 = w2v.fma(x3v, a23);
            FloatVector w3v = FloatVector.broadcast(SPECIES, panels[at + 3]);
            a30 = w3v.fma(x0v, a30);
            a31 = w3v.fma(x1v, a31);
            a32 = w3v.fma(x2v, a32);
            a33 = w3v.fma(x3v, a33);
        }
        a00.intoArray(y, y0);
        a01.intoArray(y, y1);
        a02.intoArray(y, y2);
        a03.intoArray(y, y3);
        a10.intoArray(y, y0 + row);
        a11.intoArray(y, y1 + row);
        a12.intoArray(y, y2 + row);
        a13.intoArray(y, y3 + row);
        a20.intoArray(y, y0 + 2 * row);
        a21.intoArray(y, y1 + 2 * row);
        a22.intoArray(y, y2 + 2 * row);
        a23.intoArray(y, y3 + 2 * row);
        a30.intoArray(y, y0 + 3 * row);
        a31.intoArray(y, y1 + 3 * row);
        a32.intoArray(y, y2 + 3 * row);
        a33.intoArray(y, y3 + 3 * row);
    }

    /** One row, four time steps. */
    private void one(int w0, int count, float[] x, int x0, float[] y, int y0, int step, boolean add) {
        int y1 = y0 + step;
        int y2 = y0 + 2 * step;
        int y3 = y0 + 3 * step;
        FloatVector a0 = add ? FloatVector.fromArray(SPECIES, y, y0) : FloatVector.zero(SPECIES);
        FloatVector a1 = add ? FloatVector.fromArray(SPECIES, y, y1) : FloatVector.zero(SPECIES);
        FloatVector a2 = add ? FloatVector.fromArray(SPECIES, y, y2) : FloatVector.zero(SPECIES);
        FloatVector a3 = add ? FloatVector.fromArray(SPECIES, y, y3) : FloatVector.zero(SPECIES);
        for (int b = 0; b < count; b++) {
            FloatVector w = FloatVector.broadcast(SPECIES, panels[w0 + b]);
            a0 = w.fma(FloatVector.fromArray(SPECIES, x, x0 + b * ROW), a0);
            a1 = w.fma(FloatVector.fromArray(SPECIES, x, x0 + b * ROW + WIDTH), a1);
            a2 = w.fma(FloatVector.fromArray(SPECIES, x, x0 + b * ROW + 2 * WIDTH), a2);
            a3 = w.fma(FloatVector.fromArray(SPECIES, x, x0 + b * ROW + 3 * WIDTH), a3);
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y1);
        a2.intoArray(y, y2);
        a3.intoArray(y, y3);
    }
}
