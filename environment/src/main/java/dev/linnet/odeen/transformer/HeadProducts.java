package dev.linnet.odeen.transformer;

import dev.linnet.attention.matrix.Exponentials;
import dev.linnet.attention.matrix.Lanes;
import dev.linnet.attention.matrix.Multiply;
import dev.linnet.attention.matrix.Transpose;
import dev.linnet.attention.matrix.Triangle;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * One head of one sequence: W = softmax(Q K^T / sqrt(headWidth)) over the keys, O = W V; with {@code causal} query i sees the keys
 * 0 to i. Rows of Q, K, V and O lie at any distance from each other, so that heads are columns of a wider array.
 *
 * <p>Backward: dW = dO V^T, dV = W^T dO, dS = W ⊙ (dW - rowsum(dW ⊙ W)) / sqrt(headWidth), dQ = dS K, dK = dS^T Q.
 */
final class HeadProducts {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final float NEVER = -1e30f;

    private final int queries;
    private final int keys;
    private final int queryRows;
    private final int keyColumns;
    private final int keyRows;
    private final int width;
    private final float scale;
    private final float[] queryBlock;
    private final float[] keyBlock;
    private final float[] transposed;
    private final float[] scores;
    private final float[] result;
    private final float[] lanes = new float[L];
    private final float[] unseen;

    HeadProducts(int queries, int keys, int width, boolean causal) {
        this.queries = queries;
        this.keys = keys;
        this.width = width;
        queryRows = (queries + 3) / 4 * 4;
        keyRows = (keys + 3) / 4 * 4;
        keyColumns = Lanes.padded(keys);
        scale = (float) (1 / Math.sqrt(width));
        queryBlock = new float[queryRows * width];
        keyBlock = new float[keyColumns * width];
        transposed = new float[width * keyColumns];
        scores = new float[queryRows * keyColumns];
        result = new float[Math.max(queryRows, keyRows) * width];
        unseen = new float[scores.length];
        for (int row = 0; row < queryRows; row++) {
            int limit = causal ? Math.min(keys, row + 1) : keys;
            Arrays.fill(unseen, row * keyColumns + limit, (row + 1) * keyColumns, NEVER);
        }
    }

    /** Numbers that a head's weights take, {@code [queries padded to 4][keys padded to a vector]}. */
    int weights() {
        return queryRows * keyColumns;
    }

    /** Softmax of the scores into {@code w} from {@code w0} on. */
    void weigh(float[] q, int q0, int ldq, float[] k, int k0, int ldk, float[] w, int w0) {
        float[] a = q;
        int a0 = q0;
        int lda = ldq;
        if (queryRows != queries) {
            copy(q, q0, ldq, queryBlock, width, queries);
            a = queryBlock;
            a0 = 0;
            lda = width;
        }
        transposeKeys(k, k0, ldk);
        Multiply.rows(a, a0, lda, transposed, 0, keyColumns, scores, 0, keyColumns, queryRows, keyColumns, width,
                Triangle.NONE, 1, false);
        for (int row = 0; row < queryRows; row++) {
            int at = row * keyColumns;
            FloatVector peak = FloatVector.broadcast(S, NEVER);
            for (int i = at; i < at + keyColumns; i += L) {
                FloatVector s = FloatVector.fromArray(S, scores, i).mul(scale).add(FloatVector.fromArray(S, unseen, i));
                s.intoArray(scores, i);
                peak = peak.blend(s, s.compare(VectorOperators.GT, peak));
            }
            float most = peak.reduceLanes(VectorOperators.MAX);
            for (int i = at; i < at + keyColumns; i += L) {
                FloatVector.fromArray(S, scores, i).sub(most).intoArray(scores, i);
            }
        }
        Exponentials.exp(scores, scores, scores.length);
        for (int row = 0; row < queryRows; row++) {
            int at = row * keyColumns;
            FloatVector sum = FloatVector.zero(S);
            for (int i = at; i < at + keyColumns; i += L) {
                sum = sum.add(FloatVector.fromArray(S, scores, i));
            }
            sum.intoArray(lanes, 0);
            float share = 1 / Rows.total(lanes);
            for (int i = at; i < at + keyColumns; i += L) {
                FloatVector.fromArray(S, scores, i).mul(share).intoArray(w, w0 + i);
            }
        }
    }

    /** O = W V. */
    void mix(float[] w, int w0, float[] v, int v0, int ldv, float[] o, int o0, int ldo) {
        if (queryRows == queries) {
            Multiply.rows(w, w0, keyColumns, v, v0, ldv, o, o0, ldo, queries, width, keys, Triangle.NONE, 1, false);
        } else {
            Multiply.rows(w, w0, keyColumns, v, v0, ldv, result, 0, width, queryRows, width, keys, Triangle.NONE, 1,
                    false);
            spread(o, o0, ldo, queries);
        }
    }

    /** dV = W^T dO. */
    void valueGradient(float[] w, int w0, float[] dO, int o0, int ldo, float[] dv, int v0, int ldv) {
        byKey(w, w0, dO, o0, ldo, dv, v0, ldv);
    }

    /** dW = dO V^T into {@code dw} from 0 on. */
    void weightGradient(float[] dO, int o0, int ldo, float[] v, int v0, int ldv, float[] dw) {
        float[] a = dO;
        int a0 = o0;
        int lda = ldo;
        if (queryRows != queries) {
            copy(dO, o0, ldo, queryBlock, width, queries);
            a = queryBlock;
            a0 = 0;
            lda = width;
        }
        transposeKeys(v, v0, ldv);
        Multiply.rows(a, a0, lda, transposed, 0, keyColumns, dw, 0, keyColumns, queryRows, keyColumns, width,
                Triangle.NONE, 1, false);
    }

    /** dQ and dK from W, as it left the softmax, and dW, which is lost. */
    void scoreGradient(float[] w, int w0, float[] dw, float[] q, int q0, int ldq, float[] k, int k0, int ldk,
            float[] dq, int dq0, int lddq, float[] dk, int dk0, int lddk) {
        for (int row = 0; row < queryRows; row++) {
            int at = row * keyColumns;
            FloatVector sum = FloatVector.zero(S);
            for (int i = at; i < at + keyColumns; i += L) {
                sum = FloatVector.fromArray(S, dw, i).fma(FloatVector.fromArray(S, w, w0 + i), sum);
            }
            sum.intoArray(lanes, 0);
            float mean = Rows.total(lanes);
            for (int i = at; i < at + keyColumns; i += L) {
                FloatVector.fromArray(S, dw, i)
                        .sub(mean)
                        .mul(FloatVector.fromArray(S, w, w0 + i))
                        .mul(scale)
                        .intoArray(dw, i);
            }
        }
        if (queryRows == queries) {
            Multiply.rows(dw, 0, keyColumns, k, k0, ldk, dq, dq0, lddq, queries, width, keys, Triangle.NONE, 1, false);
        } else {
            Multiply.rows(dw, 0, keyColumns, k, k0, ldk, result, 0, width, queryRows, width, keys, Triangle.NONE, 1,
                    false);
            spread(dq, dq0, lddq, queries);
        }
        byKey(dw, 0, q, q0, ldq, dk, dk0, lddk);
    }

    /** to = w^T x over the queries, one row a key. */
    private void byKey(float[] w, int w0, float[] x, int x0, int ldx, float[] to, int to0, int ldto) {
        if (keyRows == keys) {
            Multiply.columns(w, w0, keyColumns, x, x0, ldx, to, to0, ldto, keys, width, queries, Triangle.NONE, 1,
                    false);
        } else {
            Multiply.columns(w, w0, keyColumns, x, x0, ldx, result, 0, width, keyRows, width, queries, Triangle.NONE,
                    1, false);
            spread(to, to0, ldto, keys);
        }
    }

    private void transposeKeys(float[] k, int k0, int ldk) {
        if (keyColumns == keys) {
            Transpose.transpose(k, k0, ldk, keys, width, transposed, keyColumns);
        } else {
            copy(k, k0, ldk, keyBlock, width, keys);
            Transpose.transpose(keyBlock, width, keyColumns, width, transposed, keyColumns);
        }
    }

    private void copy(float[] from, int from0, int ldFrom, float[] to, int ldTo, int rows) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(from, from0 + r * ldFrom, to, r * ldTo, width);
        }
    }

    private void spread(float[] to, int to0, int ldTo, int rows) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(result, r * width, to, to0 + r * ldTo, width);
        }
    }
}
