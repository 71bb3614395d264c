package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The tiles of {@link OuterProducts}: sums over tokens of output gradients in {@link Quads}, {@code four} numbers a four, times inputs
 * {@code [token][vectors of inputs]}, held in registers and then added to rows that are {@code stride} numbers apart.
 */
final class OuterTiles {
    private static final int LENGTH = SPECIES.length();
    private static final int ROW = Quads.ROW;

    private OuterTiles() {}

    /** Six outputs by four vectors of inputs. */
    static void six(float[] dy, int d0, int four, float[] x, int x0, int tokens, float[] sums, int at, int stride) {
        FloatVector a00 = FloatVector.zero(SPECIES);
        FloatVector a01 = FloatVector.zero(SPECIES);
        FloatVector a02 = FloatVector.zero(SPECIES);
        FloatVector a03 = FloatVector.zero(SPECIES);
        FloatVector a10 = FloatVector.zero(SPECIES);
        FloatVector a11 = FloatVector.zero(SPECIES);
        FloatVector a12 = FloatVector.zero(SPECIES);
        FloatVector a13 = FloatVector.zero(SPECIES);
        FloatVector a20 = FloatVector.zero(SPECIES);
        FloatVector a21 = FloatVector.zero(SPECIES);
        FloatVector a22 = FloatVector.zero(SPECIES);
        FloatVector a23 = FloatVector.zero(SPECIES);
        FloatVector a30 = FloatVector.zero(SPECIES);
        FloatVector a31 = FloatVector.zero(SPECIES);
        FloatVector a32 = FloatVector.zero(SPECIES);
        FloatVector a33 = FloatVector.zero(SPECIES);
        FloatVector a40 = FloatVector.zero(SPECIES);
        FloatVector a41 = FloatVector.zero(SPECIES);
        FloatVector a42 = FloatVector.zero(SPECIES);
        FloatVector a43 = FloatVector.zero(SPECIES);
        FloatVector a50 = FloatVector.zero(SPECIES);
        FloatVector a51 = FloatVector.zero(SPECIES);
        FloatVector a52 = FloatVector.zero(SPECIES);
        FloatVector a53 = FloatVector.zero(SPECIES);
        for (int from = 0, d = d0; from < tokens; from += ROW, d += four) {
            int count = Math.min(ROW, tokens - from);
            int first = x0 + from * 4 * LENGTH;
            for (int n = 0; n < count; n++) {
                FloatVector x0v = FloatVector.fromArray(SPECIES, x, first + n * 4 * LENGTH);
                FloatVector x1v = FloatVector.fromArray(SPECIES, x, first + n * 4 * LENGTH + LENGTH);
                FloatVector x2v = FloatVector.fromArray(SPECIES, x, first + n * 4 * LENGTH + 2 * LENGTH);
                FloatVector x3v = FloatVector.fromArray(SPECIES, x, first + n * 4 * LENGTH + 3 * LENGTH);
                FloatVector d0v = FloatVector.broadcast(SPECIES, dy[d + n]);
                a00 = d0v.fma(x0v, a00);
                a01 = d0v.fma(x1v, a01);
                a02 = d0v.fma(x2v, a02);
                a03 = d0v.fma(x3v, a03);
                FloatVector d1v = FloatVector.broadcast(SPECIES, dy[d + n + ROW]);
                a10 = d1v.fma(x0v, a10);
                a11 = d1v.fma(x1v, a11);
                a12 = d1v.fma(x2v, a12);
                a13 = d1v.fma(x3v, a13);
                FloatVector d2v = FloatVector.broadcast(SPECIES, dy[d + n + 2 * ROW]);
                a20 = d2v.fma(x0v, a20);
                a21 = d2v.fma(x1v, a21);
                a22 = d2v.fma(x2v, a22);
                a23 = d2v.fma(x3v, a23);
                FloatVector d3v = FloatVector.broadcast(SPECIES, dy[d + n + 3 * ROW]);
                a30 = d3v.fma(x0v, a30);
                a31 = d3v.fma(x1v, a31);
                a32 = d3v.fma(x2v, a32);
                a33 = d3v.fma(x3v, a33);
                FloatVector d4v = FloatVector.broadcast(SPECIES, dy[d + n + 4 * ROW]);
                a40 = d4v.fma(x0v, a40);
                a41 = d4v.fma(x1v, a41);
                a42 = d4v.fma(x2v, a42);
                a43 = d4v.fma(x3v, a43);
                FloatVector d5v = FloatVector.broadcast(SPECIES, dy[d + n + 5 * ROW]);
                a50 = d5v.fma(x0v, a50);
                a51 = d5v.fma(x1v, a51);
                a52 = d5v.fma(x2v, a52);
                a53 = d5v.fma(x3v, a53);
            }
        }
        FloatVector.fromArray(SPECIES, sums, at).add(a00).intoArray(sums, at);
        FloatVector.fromArray(SPECIES, sums, at + LENGTH).add(a01).intoArray(sums, at + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 2 * LENGTH).add(a02).intoArray(sums, at + 2 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 3 * LENGTH).add(a03).intoArray(sums, at + 3 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + stride).add(a10).intoArray(sums, at + stride);
        FloatVector.fromArray(SPECIES, sums, at + stride + LENGTH).add(a11).intoArray(sums, at + stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + stride + 2 * LENGTH)
                .add(a12)
                .intoArray(sums, at + stride + 2 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + stride + 3 * LENGTH)
                .add(a13)
                .intoArray(sums, at + stride + 3 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride).add(a20).intoArray(sums, at + 2 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride + LENGTH)
                .add(a21)
                .intoArray(sums, at + 2 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride + 2 * LENGTH)
                .add(a22)
                .intoArray(sums, at + 2 * stride + 2 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride + 3 * LENGTH)
                .add(a23)
                .intoArray(sums, at + 2 * stride + 3 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride).add(a30).intoArray(sums, at + 3 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride + LENGTH)
                .add(a31)
                .intoArray(sums, at + 3 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride + 2 * LENGTH)
                .add(a32)
                .intoArray(sums, at + 3 * stride + 2 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride + 3 * LENGTH)
                .add(a33)
                .intoArray(sums, at + 3 * stride + 3 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 4 * stride).add(a40).intoArray(sums, at + 4 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 4 * stride + LENGTH)
                .add(a41)
                .intoArray(sums, at + 4 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 4 * stride + 2 * LENGTH)
                .add(a42)
                .intoArray(sums, at + 4 * stride + 2 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 4 * stride + 3 * LENGTH)
                .add(a43)
                .intoArray(sums, at + 4 * stride + 3 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 5 * stride).add(a50).intoArray(sums, at + 5 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 5 * stride + LENGTH)
                .add(a51)
                .intoArray(sums, at + 5 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 5 * stride + 2 * LENGTH)
                .add(a52)
                .intoArray(sums, at + 5 * stride + 2 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 5 * stride + 3 * LENGTH)
                .add(a53)
                .intoArray(sums, at + 5 * stride + 3 * LENGTH);
    }

    /** Four outputs by four vectors of inputs. */
    static void four(float[] dy, int d0, int four, float[] x, int x0, int tokens, float[] sums, int at, int stride) {
        FloatVector a00 = FloatVector.zero(SPECIES);
        FloatVector a01 = FloatVector.zero(SPECIES);
        FloatVector a02 = FloatVector.zero(SPECIES);
        FloatVector a03 = FloatVector.zero(SPECIES);
        FloatVector a10 = FloatVector.zero(SPECIES);
        FloatVector a11 = FloatVector.zero(SPECIES);
        FloatVector a12 = FloatVector.zero(SPECIES);
        FloatVector a13 = FloatVector.zero(SPECIES);
        FloatVector a20 = FloatVector.zero(SPECIES);
        FloatVector a21 = FloatVector.zero(SPECIES);
        FloatVector a22 = FloatVector.zero(SPECIES);
        FloatVector a23 = FloatVector.zero(SPECIES);
        FloatVector a30 = FloatVector.zero(SPECIES);
        FloatVector a31 = FloatVector.zero(SPECIES);
        FloatVector a32 = FloatVector.zero(SPECIES);
        FloatVector a33 = FloatVector.zero(SPECIES);
        for (int from = 0, d = d0; from < tokens; from += ROW, d += four) {
            int count = Math.min(ROW, tokens - from);
            int first = x0 + from * 4 * LENGTH;
            for (int n = 0; n < count; n++) {
                FloatVector x0v = FloatVector.fromArray(SPECIES, x, first + n * 4 * LENGTH);
                FloatVector x1v = FloatVector.fromArray(SPECIES, x, first + n * 4 * LENGTH + LENGTH);
                FloatVector x2v = FloatVector.fromArray(SPECIES, x, first + n * 4 * LENGTH + 2 * LENGTH);
                FloatVector x3v = FloatVector.fromArray(SPECIES, x, first + n * 4 * LENGTH + 3 * LENGTH);
                FloatVector d0v = FloatVector.broadcast(SPECIES, dy[d + n]);
                a00 = d0v.fma(x0v, a00);
                a01 = d0v.fma(x1v, a01);
                a02 = d0v.fma(x2v, a02);
                a03 = d0v.fma(x3v, a03);
                FloatVector d1v = FloatVector.broadcast(SPECIES, dy[d + n + ROW]);
                a10 = d1v.fma(x0v, a10);
                a11 = d1v.fma(x1v, a11);
                a12 = d1v.fma(x2v, a12);
                a13 = d1v.fma(x3v, a13);
                FloatVector d2v = FloatVector.broadcast(SPECIES, dy[d + n + 2 * ROW]);
                a20 = d2v.fma(x0v, a20);
                a21 = d2v.fma(x1v, a21);
                a22 = d2v.fma(x2v, a22);
                a23 = d2v.fma(x3v, a23);
                FloatVector d3v = FloatVector.broadcast(SPECIES, dy[d + n + 3 * ROW]);
                a30 = d3v.fma(x0v, a30);
                a31 = d3v.fma(x1v, a31);
                a32 = d3v.fma(x2v, a32);
                a33 = d3v.fma(x3v, a33);
            }
        }
        FloatVector.fromArray(SPECIES, sums, at).add(a00).intoArray(sums, at);
        FloatVector.fromArray(SPECIES, sums, at + LENGTH).add(a01).intoArray(sums, at + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 2 * LENGTH).add(a02).intoArray(sums, at + 2 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 3 * LENGTH).add(a03).intoArray(sums, at + 3 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + stride).add(a10).intoArray(sums, at + stride);
        FloatVector.fromArray(SPECIES, sums, at + stride + LENGTH).add(a11).intoArray(sums, at + stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + stride + 2 * LENGTH)
                .add(a12)
                .intoArray(sums, at + stride + 2 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + stride + 3 * LENGTH)
                .add(a13)
                .intoArray(sums, at + stride + 3 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride).add(a20).intoArray(sums, at + 2 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride + LENGTH)
                .add(a21)
                .intoArray(sums, at + 2 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride + 2 * LENGTH)
                .add(a22)
                .intoArray(sums, at + 2 * stride + 2 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride + 3 * LENGTH)
                .add(a23)
                .intoArray(sums, at + 2 * stride + 3 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride).add(a30).intoArray(sums, at + 3 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride + LENGTH)
                .add(a31)
                .intoArray(sums, at + 3 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride + 2 * LENGTH)
                .add(a32)
                .intoArray(sums, at + 3 * stride + 2 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride + 3 * LENGTH)
                .add(a33)
                .intoArray(sums, at + 3 * stride + 3 * LENGTH);
    }

    /** Six outputs by two vectors of inputs. */
    static void sixNarrow(float[] dy, int d0, int four, float[] x, int x0, int tokens, float[] sums, int at,
            int stride) {
        FloatVector a00 = FloatVector.zero(SPECIES);
        FloatVector a01 = FloatVector.zero(SPECIES);
        FloatVector a10 = FloatVector.zero(SPECIES);
        FloatVector a11 = FloatVector.zero(SPECIES);
        FloatVector a20 = FloatVector.zero(SPECIES);
        FloatVector a21 = FloatVector.zero(SPECIES);
        FloatVector a30 = FloatVector.zero(SPECIES);
        FloatVector a31 = FloatVector.zero(SPECIES);
        FloatVector a40 = FloatVector.zero(SPECIES);
        FloatVector a41 = FloatVector.zero(SPECIES);
        FloatVector a50 = FloatVector.zero(SPECIES);
        FloatVector a51 = FloatVector.zero(SPECIES);
        for (int from = 0, d = d0; from < tokens; from += ROW, d += four) {
            int count = Math.min(ROW, tokens - from);
            int first = x0 + from * 2 * LENGTH;
            for (int n = 0; n < count; n++) {
                FloatVector x0v = FloatVector.fromArray(SPECIES, x, first + n * 2 * LENGTH);
                FloatVector x1v = FloatVector.fromArray(SPECIES, x, first + n * 2 * LENGTH + LENGTH);
                FloatVector d0v = FloatVector.broadcast(SPECIES, dy[d + n]);
                a00 = d0v.fma(x0v, a00);
                a01 = d0v.fma(x1v, a01);
                FloatVector d1v = FloatVector.broadcast(SPECIES, dy[d + n + ROW]);
                a10 = d1v.fma(x0v, a10);
                a11 = d1v.fma(x1v, a11);
                FloatVector d2v = FloatVector.broadcast(SPECIES, dy[d + n + 2 * ROW]);
                a20 = d2v.fma(x0v, a20);
                a21 = d2v.fma(x1v, a21);
                FloatVector d3v = FloatVector.broadcast(SPECIES, dy[d + n + 3 * ROW]);
                a30 = d3v.fma(x0v, a30);
                a31 = d3v.fma(x1v, a31);
                FloatVector d4v = FloatVector.broadcast(SPECIES, dy[d + n + 4 * ROW]);
                a40 = d4v.fma(x0v, a40);
                a41 = d4v.fma(x1v, a41);
                FloatVector d5v = FloatVector.broadcast(SPECIES, dy[d + n + 5 * ROW]);
                a50 = d5v.fma(x0v, a50);
                a51 = d5v.fma(x1v, a51);
            }
        }
        FloatVector.fromArray(SPECIES, sums, at).add(a00).intoArray(sums, at);
        FloatVector.fromArray(SPECIES, sums, at + LENGTH).add(a01).intoArray(sums, at + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + stride).add(a10).intoArray(sums, at + stride);
        FloatVector.fromArray(SPECIES, sums, at + stride + LENGTH).add(a11).intoArray(sums, at + stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride).add(a20).intoArray(sums, at + 2 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride + LENGTH)
                .add(a21)
                .intoArray(sums, at + 2 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride).add(a30).intoArray(sums, at + 3 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride + LENGTH)
                .add(a31)
                .intoArray(sums, at + 3 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 4 * stride).add(a40).intoArray(sums, at + 4 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 4 * stride + LENGTH)
                .add(a41)
                .intoArray(sums, at + 4 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 5 * stride).add(a50).intoArray(sums, at + 5 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 5 * stride + LENGTH)
                .add(a51)
                .intoArray(sums, at + 5 * stride + LENGTH);
    }

    /** Four outputs by two vectors of inputs. */
    static void fourNarrow(float[] dy, int d0, int four, float[] x, int x0, int tokens, float[] sums, int at,
            int stride) {
        FloatVector a00 = FloatVector.zero(SPECIES);
        FloatVector a01 = FloatVector.zero(SPECIES);
        FloatVector a10 = FloatVector.zero(SPECIES);
        FloatVector a11 = FloatVector.zero(SPECIES);
        FloatVector a20 = FloatVector.zero(SPECIES);
        FloatVector a21 = FloatVector.zero(SPECIES);
        FloatVector a30 = FloatVector.zero(SPECIES);
        FloatVector a31 = FloatVector.zero(SPECIES);
        for (int from = 0, d = d0; from < tokens; from += ROW, d += four) {
            int count = Math.min(ROW, tokens - from);
            int first = x0 + from * 2 * LENGTH;
            for (int n = 0; n < count; n++) {
                FloatVector x0v = FloatVector.fromArray(SPECIES, x, first + n * 2 * LENGTH);
                FloatVector x1v = FloatVector.fromArray(SPECIES, x, first + n * 2 * LENGTH + LENGTH);
                FloatVector d0v = FloatVector.broadcast(SPECIES, dy[d + n]);
                a00 = d0v.fma(x0v, a00);
                a01 = d0v.fma(x1v, a01);
                FloatVector d1v = FloatVector.broadcast(SPECIES, dy[d + n + ROW]);
                a10 = d1v.fma(x0v, a10);
                a11 = d1v.fma(x1v, a11);
                FloatVector d2v = FloatVector.broadcast(SPECIES, dy[d + n + 2 * ROW]);
                a20 = d2v.fma(x0v, a20);
                a21 = d2v.fma(x1v, a21);
                FloatVector d3v = FloatVector.broadcast(SPECIES, dy[d + n + 3 * ROW]);
                a30 = d3v.fma(x0v, a30);
                a31 = d3v.fma(x1v, a31);
            }
        }
        FloatVector.fromArray(SPECIES, sums, at).add(a00).intoArray(sums, at);
        FloatVector.fromArray(SPECIES, sums, at + LENGTH).add(a01).intoArray(sums, at + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + stride).add(a10).intoArray(sums, at + stride);
        FloatVector.fromArray(SPECIES, sums, at + stride + LENGTH).add(a11).intoArray(sums, at + stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride).add(a20).intoArray(sums, at + 2 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride + LENGTH)
                .add(a21)
                .intoArray(sums, at + 2 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride).add(a30).intoArray(sums, at + 3 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride + LENGTH)
                .add(a31)
                .intoArray(sums, at + 3 * stride + LENGTH);
    }
}
