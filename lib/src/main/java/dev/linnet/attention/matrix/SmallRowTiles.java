package dev.linnet.attention.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link RowTiles} of few rows: for machines with 16 vector registers, and for what is left over.
 *
 * <p>Each method sums over k in [from, to) and keeps its rows x vectors of C in registers. The tiles are written out because the
 * compiler keeps vectors in registers only as local variables.
 */
final class SmallRowTiles {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private SmallRowTiles() {}

    static void tile6x2(float[] a, int a0, int lda, float[] b, int b0, int ldb, float[] c, int c0, int ldc, int from,
            int to,
            boolean add) {
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c41 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S);
        FloatVector c51 = FloatVector.zero(S);
        int a1 = a0 + lda;
        int a2 = a0 + 2 * lda;
        int a3 = a0 + 3 * lda;
        int a4 = a0 + 4 * lda;
        int a5 = a0 + 5 * lda;
        for (int k = from; k < to; k++) {
            int ib = b0 + k * ldb;
            FloatVector x = FloatVector.fromArray(S, b, ib);
            FloatVector y = FloatVector.fromArray(S, b, ib + L);
            FloatVector s0 = FloatVector.broadcast(S, a[a0 + k]);
            c00 = s0.fma(x, c00);
            c01 = s0.fma(y, c01);
            FloatVector s1 = FloatVector.broadcast(S, a[a1 + k]);
            c10 = s1.fma(x, c10);
            c11 = s1.fma(y, c11);
            FloatVector s2 = FloatVector.broadcast(S, a[a2 + k]);
            c20 = s2.fma(x, c20);
            c21 = s2.fma(y, c21);
            FloatVector s3 = FloatVector.broadcast(S, a[a3 + k]);
            c30 = s3.fma(x, c30);
            c31 = s3.fma(y, c31);
            FloatVector s4 = FloatVector.broadcast(S, a[a4 + k]);
            c40 = s4.fma(x, c40);
            c41 = s4.fma(y, c41);
            FloatVector s5 = FloatVector.broadcast(S, a[a5 + k]);
            c50 = s5.fma(x, c50);
            c51 = s5.fma(y, c51);
        }
        if (add) {
            c00.add(FloatVector.fromArray(S, c, c0)).intoArray(c, c0);
            c01.add(FloatVector.fromArray(S, c, c0 + L)).intoArray(c, c0 + L);
            c10.add(FloatVector.fromArray(S, c, c0 + ldc)).intoArray(c, c0 + ldc);
            c11.add(FloatVector.fromArray(S, c, c0 + ldc + L)).intoArray(c, c0 + ldc + L);
            c20.add(FloatVector.fromArray(S, c, c0 + 2 * ldc)).intoArray(c, c0 + 2 * ldc);
            c21.add(FloatVector.fromArray(S, c, c0 + 2 * ldc + L)).intoArray(c, c0 + 2 * ldc + L);
            c30.add(FloatVector.fromArray(S, c, c0 + 3 * ldc)).intoArray(c, c0 + 3 * ldc);
            c31.add(FloatVector.fromArray(S, c, c0 + 3 * ldc + L)).intoArray(c, c0 + 3 * ldc + L);
            c40.add(FloatVector.fromArray(S, c, c0 + 4 * ldc)).intoArray(c, c0 + 4 * ldc);
            c41.add(FloatVector.fromArray(S, c, c0 + 4 * ldc + L)).intoArray(c, c0 + 4 * ldc + L);
            c50.add(FloatVector.fromArray(S, c, c0 + 5 * ldc)).intoArray(c, c0 + 5 * ldc);
            c51.add(FloatVector.fromArray(S, c, c0 + 5 * ldc + L)).intoArray(c, c0 + 5 * ldc + L);
        } else {
            c00.intoArray(c, c0);
            c01.intoArray(c, c0 + L);
            c10.intoArray(c, c0 + ldc);
            c11.intoArray(c, c0 + ldc + L);
            c20.intoArray(c, c0 + 2 * ldc);
            c21.intoArray(c, c0 + 2 * ldc + L);
            c30.intoArray(c, c0 + 3 * ldc);
            c31.intoArray(c, c0 + 3 * ldc + L);
            c40.intoArray(c, c0 + 4 * ldc);
            c41.intoArray(c, c0 + 4 * ldc + L);
            c50.intoArray(c, c0 + 5 * ldc);
            c51.intoArray(c, c0 + 5 * ldc + L);
        }
    }

    static void tile4x2(float[] a, int a0, int lda, float[] b, int b0, int ldb, float[] c, int c0, int ldc, int from,
            int to,
            boolean add) {
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        int a1 = a0 + lda;
        int a2 = a0 + 2 * lda;
        int a3 = a0 + 3 * lda;
        for (int k = from; k < to; k++) {
            int ib = b0 + k * ldb;
            FloatVector x = FloatVector.fromArray(S, b, ib);
            FloatVector y = FloatVector.fromArray(S, b, ib + L);
            FloatVector s0 = FloatVector.broadcast(S, a[a0 + k]);
            c00 = s0.fma(x, c00);
            c01 = s0.fma(y, c01);
            FloatVector s1 = FloatVector.broadcast(S, a[a1 + k]);
            c10 = s1.fma(x, c10);
            c11 = s1.fma(y, c11);
            FloatVector s2 = FloatVector.broadcast(S, a[a2 + k]);
            c20 = s2.fma(x, c20);
            c21 = s2.fma(y, c21);
            FloatVector s3 = FloatVector.broadcast(S, a[a3 + k]);
            c30 = s3.fma(x, c30);
            c31 = s3.fma(y, c31);
        }
        if (add) {
            c00.add(FloatVector.fromArray(S, c, c0)).intoArray(c, c0);
            c01.add(FloatVector.fromArray(S, c, c0 + L)).intoArray(c, c0 + L);
            c10.add(FloatVector.fromArray(S, c, c0 + ldc)).intoArray(c, c0 + ldc);
            c11.add(FloatVector.fromArray(S, c, c0 + ldc + L)).intoArray(c, c0 + ldc + L);
            c20.add(FloatVector.fromArray(S, c, c0 + 2 * ldc)).intoArray(c, c0 + 2 * ldc);
            c21.add(FloatVector.fromArray(S, c, c0 + 2 * ldc + L)).intoArray(c, c0 + 2 * ldc + L);
            c30.add(FloatVector.fromArray(S, c, c0 + 3 * ldc)).intoArray(c, c0 + 3 * ldc);
            c31.add(FloatVector.fromArray(S, c, c0 + 3 * ldc + L)).intoArray(c, c0 + 3 * ldc + L);
        } else {
            c00.intoArray(c, c0);
            c01.intoArray(c, c0 + L);
            c10.intoArray(c, c0 + ldc);
            c11.intoArray(c, c0 + ldc + L);
            c20.intoArray(c, c0 + 2 * ldc);
            c21.intoArray(c, c0 + 2 * ldc + L);
            c30.intoArray(c, c0 + 3 * ldc);
            c31.intoArray(c, c0 + 3 * ldc + L);
        }
    }

    static void tile4x1(float[] a, int a0, int lda, float[] b, int b0, int ldb, float[] c, int c0, int ldc, int from,
            int to,
            boolean add) {
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        int a1 = a0 + lda;
        int a2 = a0 + 2 * lda;
        int a3 = a0 + 3 * lda;
        for (int k = from; k < to; k++) {
            int ib = b0 + k * ldb;
            FloatVector x = FloatVector.fromArray(S, b, ib);
            FloatVector s0 = FloatVector.broadcast(S, a[a0 + k]);
            c00 = s0.fma(x, c00);
            FloatVector s1 = FloatVector.broadcast(S, a[a1 + k]);
            c10 = s1.fma(x, c10);
            FloatVector s2 = FloatVector.broadcast(S, a[a2 + k]);
            c20 = s2.fma(x, c20);
            FloatVector s3 = FloatVector.broadcast(S, a[a3 + k]);
            c30 = s3.fma(x, c30);
        }
        if (add) {
            c00.add(FloatVector.fromArray(S, c, c0)).intoArray(c, c0);
            c10.add(FloatVector.fromArray(S, c, c0 + ldc)).intoArray(c, c0 + ldc);
            c20.add(FloatVector.fromArray(S, c, c0 + 2 * ldc)).intoArray(c, c0 + 2 * ldc);
            c30.add(FloatVector.fromArray(S, c, c0 + 3 * ldc)).intoArray(c, c0 + 3 * ldc);
        } else {
            c00.intoArray(c, c0);
            c10.intoArray(c, c0 + ldc);
            c20.intoArray(c, c0 + 2 * ldc);
            c30.intoArray(c, c0 + 3 * ldc);
        }
    }
}
