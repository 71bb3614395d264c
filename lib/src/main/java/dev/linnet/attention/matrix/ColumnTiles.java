package dev.linnet.attention.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of C = A B, A given by its columns: element (r, k) of A at {@code a0 + k * lda + r}.
 *
 * <p>Each method sums over k in [from, to) and keeps its rows x vectors of C in registers. The tiles are written out because the
 * compiler keeps vectors in registers only as local variables.
 */
final class ColumnTiles {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private ColumnTiles() {}

    static void tile12x2(float[] a, int a0, int lda, float[] b, int b0, int ldb, float[] c, int c0, int ldc, int from,
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
        FloatVector c60 = FloatVector.zero(S);
        FloatVector c61 = FloatVector.zero(S);
        FloatVector c70 = FloatVector.zero(S);
        FloatVector c71 = FloatVector.zero(S);
        FloatVector c80 = FloatVector.zero(S);
        FloatVector c81 = FloatVector.zero(S);
        FloatVector c90 = FloatVector.zero(S);
        FloatVector c91 = FloatVector.zero(S);
        FloatVector c100 = FloatVector.zero(S);
        FloatVector c101 = FloatVector.zero(S);
        FloatVector c110 = FloatVector.zero(S);
        FloatVector c111 = FloatVector.zero(S);
        for (int k = from; k < to; k++) {
            int ib = b0 + k * ldb;
            int ia = a0 + k * lda;
            FloatVector x = FloatVector.fromArray(S, b, ib);
            FloatVector y = FloatVector.fromArray(S, b, ib + L);
            FloatVector s0 = FloatVector.broadcast(S, a[ia]);
            c00 = s0.fma(x, c00);
            c01 = s0.fma(y, c01);
            FloatVector s1 = FloatVector.broadcast(S, a[ia + 1]);
            c10 = s1.fma(x, c10);
            c11 = s1.fma(y, c11);
            FloatVector s2 = FloatVector.broadcast(S, a[ia + 2]);
            c20 = s2.fma(x, c20);
            c21 = s2.fma(y, c21);
            FloatVector s3 = FloatVector.broadcast(S, a[ia + 3]);
            c30 = s3.fma(x, c30);
            c31 = s3.fma(y, c31);
            FloatVector s4 = FloatVector.broadcast(S, a[ia + 4]);
            c40 = s4.fma(x, c40);
            c41 = s4.fma(y, c41);
            FloatVector s5 = FloatVector.broadcast(S, a[ia + 5]);
            c50 = s5.fma(x, c50);
            c51 = s5.fma(y, c51);
            FloatVector s6 = FloatVector.broadcast(S, a[ia + 6]);
            c60 = s6.fma(x, c60);
            c61 = s6.fma(y, c61);
            FloatVector s7 = FloatVector.broadcast(S, a[ia + 7]);
            c70 = s7.fma(x, c70);
            c71 = s7.fma(y, c71);
            FloatVector s8 = FloatVector.broadcast(S, a[ia + 8]);
            c80 = s8.fma(x, c80);
            c81 = s8.fma(y, c81);
            FloatVector s9 = FloatVector.broadcast(S, a[ia + 9]);
            c90 = s9.fma(x, c90);
            c91 = s9.fma(y, c91);
            FloatVector s10 = FloatVector.broadcast(S, a[ia + 10]);
            c100 = s10.fma(x, c100);
            c101 = s10.fma(y, c101);
            FloatVector s11 = FloatVector.broadcast(S, a[ia + 11]);
            c110 = s11.fma(x, c110);
            c111 = s11.fma(y, c111);
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
            c60.add(FloatVector.fromArray(S, c, c0 + 6 * ldc)).intoArray(c, c0 + 6 * ldc);
            c61.add(FloatVector.fromArray(S, c, c0 + 6 * ldc + L)).intoArray(c, c0 + 6 * ldc + L);
            c70.add(FloatVector.fromArray(S, c, c0 + 7 * ldc)).intoArray(c, c0 + 7 * ldc);
            c71.add(FloatVector.fromArray(S, c, c0 + 7 * ldc + L)).intoArray(c, c0 + 7 * ldc + L);
            c80.add(FloatVector.fromArray(S, c, c0 + 8 * ldc)).intoArray(c, c0 + 8 * ldc);
            c81.add(FloatVector.fromArray(S, c, c0 + 8 * ldc + L)).intoArray(c, c0 + 8 * ldc + L);
            c90.add(FloatVector.fromArray(S, c, c0 + 9 * ldc)).intoArray(c, c0 + 9 * ldc);
            c91.add(FloatVector.fromArray(S, c, c0 + 9 * ldc + L)).intoArray(c, c0 + 9 * ldc + L);
            c100.add(FloatVector.fromArray(S, c, c0 + 10 * ldc)).intoArray(c, c0 + 10 * ldc);
            c101.add(FloatVector.fromArray(S, c, c0 + 10 * ldc + L)).intoArray(c, c0 + 10 * ldc + L);
            c110.add(FloatVector.fromArray(S, c, c0 + 11 * ldc)).intoArray(c, c0 + 11 * ldc);
            c111.add(FloatVector.fromArray(S, c, c0 + 11 * ldc + L)).intoArray(c, c0 + 11 * ldc + L);
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
            c60.intoArray(c, c0 + 6 * ldc);
            c61.intoArray(c, c0 + 6 * ldc + L);
            c70.intoArray(c, c0 + 7 * ldc);
            c71.intoArray(c, c0 + 7 * ldc + L);
            c80.intoArray(c, c0 + 8 * ldc);
            c81.intoArray(c, c0 + 8 * ldc + L);
            c90.intoArray(c, c0 + 9 * ldc);
            c91.intoArray(c, c0 + 9 * ldc + L);
            c100.intoArray(c, c0 + 10 * ldc);
            c101.intoArray(c, c0 + 10 * ldc + L);
            c110.intoArray(c, c0 + 11 * ldc);
            c111.intoArray(c, c0 + 11 * ldc + L);
        }
    }

    static void tile8x2(float[] a, int a0, int lda, float[] b, int b0, int ldb, float[] c, int c0, int ldc, int from,
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
        FloatVector c60 = FloatVector.zero(S);
        FloatVector c61 = FloatVector.zero(S);
        FloatVector c70 = FloatVector.zero(S);
        FloatVector c71 = FloatVector.zero(S);
        for (int k = from; k < to; k++) {
            int ib = b0 + k * ldb;
            int ia = a0 + k * lda;
            FloatVector x = FloatVector.fromArray(S, b, ib);
            FloatVector y = FloatVector.fromArray(S, b, ib + L);
            FloatVector s0 = FloatVector.broadcast(S, a[ia]);
            c00 = s0.fma(x, c00);
            c01 = s0.fma(y, c01);
            FloatVector s1 = FloatVector.broadcast(S, a[ia + 1]);
            c10 = s1.fma(x, c10);
            c11 = s1.fma(y, c11);
            FloatVector s2 = FloatVector.broadcast(S, a[ia + 2]);
            c20 = s2.fma(x, c20);
            c21 = s2.fma(y, c21);
            FloatVector s3 = FloatVector.broadcast(S, a[ia + 3]);
            c30 = s3.fma(x, c30);
            c31 = s3.fma(y, c31);
            FloatVector s4 = FloatVector.broadcast(S, a[ia + 4]);
            c40 = s4.fma(x, c40);
            c41 = s4.fma(y, c41);
            FloatVector s5 = FloatVector.broadcast(S, a[ia + 5]);
            c50 = s5.fma(x, c50);
            c51 = s5.fma(y, c51);
            FloatVector s6 = FloatVector.broadcast(S, a[ia + 6]);
            c60 = s6.fma(x, c60);
            c61 = s6.fma(y, c61);
            FloatVector s7 = FloatVector.broadcast(S, a[ia + 7]);
            c70 = s7.fma(x, c70);
            c71 = s7.fma(y, c71);
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
            c60.add(FloatVector.fromArray(S, c, c0 + 6 * ldc)).intoArray(c, c0 + 6 * ldc);
            c61.add(FloatVector.fromArray(S, c, c0 + 6 * ldc + L)).intoArray(c, c0 + 6 * ldc + L);
            c70.add(FloatVector.fromArray(S, c, c0 + 7 * ldc)).intoArray(c, c0 + 7 * ldc);
            c71.add(FloatVector.fromArray(S, c, c0 + 7 * ldc + L)).intoArray(c, c0 + 7 * ldc + L);
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
            c60.intoArray(c, c0 + 6 * ldc);
            c61.intoArray(c, c0 + 6 * ldc + L);
            c70.intoArray(c, c0 + 7 * ldc);
            c71.intoArray(c, c0 + 7 * ldc + L);
        }
    }

    static void tile8x1(float[] a, int a0, int lda, float[] b, int b0, int ldb, float[] c, int c0, int ldc, int from,
            int to,
            boolean add) {
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S);
        FloatVector c60 = FloatVector.zero(S);
        FloatVector c70 = FloatVector.zero(S);
        for (int k = from; k < to; k++) {
            int ib = b0 + k * ldb;
            int ia = a0 + k * lda;
            FloatVector x = FloatVector.fromArray(S, b, ib);
            FloatVector s0 = FloatVector.broadcast(S, a[ia]);
            c00 = s0.fma(x, c00);
            FloatVector s1 = FloatVector.broadcast(S, a[ia + 1]);
            c10 = s1.fma(x, c10);
            FloatVector s2 = FloatVector.broadcast(S, a[ia + 2]);
            c20 = s2.fma(x, c20);
            FloatVector s3 = FloatVector.broadcast(S, a[ia + 3]);
            c30 = s3.fma(x, c30);
            FloatVector s4 = FloatVector.broadcast(S, a[ia + 4]);
            c40 = s4.fma(x, c40);
            FloatVector s5 = FloatVector.broadcast(S, a[ia + 5]);
            c50 = s5.fma(x, c50);
            FloatVector s6 = FloatVector.broadcast(S, a[ia + 6]);
            c60 = s6.fma(x, c60);
            FloatVector s7 = FloatVector.broadcast(S, a[ia + 7]);
            c70 = s7.fma(x, c70);
        }
        if (add) {
            c00.add(FloatVector.fromArray(S, c, c0)).intoArray(c, c0);
            c10.add(FloatVector.fromArray(S, c, c0 + ldc)).intoArray(c, c0 + ldc);
            c20.add(FloatVector.fromArray(S, c, c0 + 2 * ldc)).intoArray(c, c0 + 2 * ldc);
            c30.add(FloatVector.fromArray(S, c, c0 + 3 * ldc)).intoArray(c, c0 + 3 * ldc);
            c40.add(FloatVector.fromArray(S, c, c0 + 4 * ldc)).intoArray(c, c0 + 4 * ldc);
            c50.add(FloatVector.fromArray(S, c, c0 + 5 * ldc)).intoArray(c, c0 + 5 * ldc);
            c60.add(FloatVector.fromArray(S, c, c0 + 6 * ldc)).intoArray(c, c0 + 6 * ldc);
            c70.add(FloatVector.fromArray(S, c, c0 + 7 * ldc)).intoArray(c, c0 + 7 * ldc);
        } else {
            c00.intoArray(c, c0);
            c10.intoArray(c, c0 + ldc);
            c20.intoArray(c, c0 + 2 * ldc);
            c30.intoArray(c, c0 + 3 * ldc);
            c40.intoArray(c, c0 + 4 * ldc);
            c50.intoArray(c, c0 + 5 * ldc);
            c60.intoArray(c, c0 + 6 * ldc);
            c70.intoArray(c, c0 + 7 * ldc);
        }
    }
}
