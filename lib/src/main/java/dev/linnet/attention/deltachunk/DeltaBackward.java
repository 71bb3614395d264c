package dev.linnet.attention.deltachunk;

import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.StateRule;
import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Lanes;
import dev.linnet.attention.matrix.Multiply;
import dev.linnet.attention.matrix.Solve;
import dev.linnet.attention.matrix.Transpose;
import dev.linnet.attention.matrix.Triangle;

/**
 * The gradients of {@link DeltaChunk}, chunk by chunk from the last to the first. D is the adjoint of the state that leaves a chunk, S
 * the state that enters it:
 *
 * <pre>
 *     dU = P^T dO + diag(d) K D              (I + A)^T R = dU
 *     dV = diag(beta) R                      dbeta = rowsum(R * X) + rowsum(dA * (K K^T * E)),  dA = -tril(R U^T, -1)
 *     B = diag(beta) (dA * E)                Y = -diag(beta e) R
 *     dP = tril(dO U^T) * E_q                dQ = dP K + diag(e_q) dO S^T
 *     dK = [B K + Y S^T]                     keys as readers
 *        + [B^T K + dP^T Q + diag(d) U D^T]  keys as writers
 *     D &lt;- total D + Q^T diag(e_q) dO + K^T Y
 * </pre>
 *
 * A log gate that multiplies a product by exp(G_r - G_s) gets the product's gradient at its reader r and loses it at its writer s:
 * c_r = q . dq + k . (dk as reader) - k . (dk as writer), on the last row also sum(k . diag(d) U D^T) + total (S . D), and the gradient
 * of a gate is the sum of c over its row and all later ones.
 */
final class DeltaBackward {
    private final StateRule rule;
    private final DeltaChunk c;
    private final float[] dO;
    private final float[] decayedDO;
    private final float[] r;
    private final float[] y;
    private final float[] dA;
    private final float[] dP;
    private final float[] dQ;
    private final float[] dKRead;
    private final float[] dKWrite;
    private final float[] dBeta;
    private final float[] factors;
    private final float[] uTransposed;
    private final float[] stateTransposed;
    private final double[] gate;
    /** diag(e_q) dO. */
    private float[] late;

    DeltaBackward(StateRule rule, DeltaChunk chunk) {
        this.rule = rule;
        this.c = chunk;
        dO = new float[chunk.queryWidth * chunk.valueWidth];
        decayedDO = new float[chunk.decays.none() ? 0 : dO.length];
        r = new float[chunk.width * chunk.valueWidth];
        y = new float[r.length];
        dA = new float[chunk.width * chunk.width];
        dP = new float[chunk.queryWidth * chunk.width];
        dQ = new float[chunk.queryWidth * chunk.keyWidth];
        dKRead = new float[chunk.width * chunk.keyWidth];
        dKWrite = new float[dKRead.length];
        dBeta = new float[chunk.width];
        factors = new float[chunk.width];
        uTransposed = new float[chunk.valueWidth * chunk.width];
        stateTransposed = new float[chunk.stateSize()];
        gate = new double[chunk.width];
    }

    /** Takes the gradient of a loaded chunk's outputs. */
    void loadOutputGradient(float[] outputGradient, int firstStep) {
        Blocks.load(outputGradient, firstStep * c.values, c.steps, c.values, dO, c.valueWidth, c.paddedQueries);
        late = dO;
        if (!c.decays.none()) {
            Blocks.scaleRows(dO, c.fromStartQueries, decayedDO, c.paddedQueries, c.valueWidth);
            late = decayedDO;
        }
        for (int row = 0; row < c.padded; row++) {
            factors[row] = -c.beta[row] * (c.decays.none() ? 1f : c.decays.fromStart()[row]);
        }
    }

    /** R and Y, from the adjoint of the state that leaves the chunk. */
    void corrections(float[] adjoint) {
        int K = c.keyWidth;
        int V = c.valueWidth;
        int n = c.padded;
        Multiply.rows(c.k.array(), c.k.at(), K, adjoint, 0, V, r, 0, V, n, V, K, Triangle.NONE, 1, false,
                c.ahead);
        if (!c.decays.none()) {
            Blocks.scaleRows(r, c.decays.toEnd(), r, n, V);
        }
        Multiply.columns(c.p, 0, c.width, dO, 0, V, r, 0, V, n, V, c.paddedQueries, Triangle.UPPER,
                c.writes, true, c.ahead);
        Solve.unitLowerTransposed(c.a, c.width, r, V, n, V);
        Blocks.scaleRows(r, factors, y, n, V);
    }

    /** Makes the adjoint of the state that leaves the chunk into that of the one that enters it, after {@link #corrections}. */
    void advance(float[] adjoint) {
        int K = c.keyWidth;
        int V = c.valueWidth;
        if (!c.decays.none()) {
            Blocks.scale(adjoint, c.stateSize(), c.decays.total());
        }
        Multiply.columns(c.q, 0, K, late, 0, V, adjoint, 0, V, K, V, c.paddedQueries, Triangle.NONE, 1,
                true, c.ahead);
        Multiply.columns(c.k.array(), c.k.at(), K, y, 0, V, adjoint, 0, V, K, V, c.padded, Triangle.NONE,
                1, true, c.ahead);
    }

    /** The gradients of the chunk's inputs, after {@link #corrections}; the adjoint is that of the state that leaves the chunk. */
    void gradients(float[] state, float[] adjoint, FloatGradients gradients, int firstStep) {
        for (int row = 0; row < c.padded; row++) {
            dBeta[row] = Blocks.dot(r, row * c.valueWidth, c.x, row * c.valueWidth, c.valueWidth);
        }
        Transpose.transpose(state, c.valueWidth, c.keyWidth, c.valueWidth, stateTransposed, c.keyWidth);
        overlaps();
        readers();
        double atEnd = writers(state, adjoint);
        if (rule.gate() == Gate.SCALAR) {
            gateGradient(atEnd, gradients.logDecay(), firstStep);
        }
        store(gradients, firstStep);
    }

    /** B in dA, and the rest of dbeta. */
    private void overlaps() {
        int V = c.valueWidth;
        int n = c.padded;
        Transpose.transpose(c.u, V, n, V, uTransposed, c.width);
        Multiply.rows(r, 0, V, uTransposed, 0, c.width, dA, 0, c.width, n, n, V, Triangle.RESULT_LOWER, 1, false,
                c.ahead);
        for (int row = 0; row < n; row++) {
            int at = row * c.width;
            dBeta[row] -= Blocks.dot(dA, at, c.overlaps, at, (row / Lanes.COUNT + 1) * Lanes.COUNT);
            factors[row] = -c.beta[row];
        }
        c.decays.maskBelow(dA, c.width, n);
        Blocks.scaleRows(dA, factors, dA, n, c.width);
    }

    /** dQ, and the gradient of keys as readers of earlier writes and of the state. */
    private void readers() {
        int K = c.keyWidth;
        int V = c.valueWidth;
        int n = c.padded;
        int queries = c.paddedQueries;
        Multiply.rows(dO, 0, V, uTransposed, 0, c.width, dP, 0, c.width, queries, n, V, Triangle.RESULT_LOWER, c.writes,
                false, c.ahead);
        c.decays.mask(dP, c.width, queries, c.writes);
        Multiply.rows(dP, 0, c.width, c.k.array(), c.k.at(), K, dQ, 0, K, queries, K, n, Triangle.LOWER, c.writes,
                false, c.ahead);
        Multiply.rows(late, 0, V, stateTransposed, 0, K, dQ, 0, K, queries, K, V, Triangle.NONE, 1, true, c.ahead);
        Multiply.rows(dA, 0, c.width, c.k.array(), c.k.at(), K, dKRead, 0, K, n, K, n, Triangle.LOWER, 1, false,
                c.ahead);
        Multiply.rows(y, 0, V, stateTransposed, 0, K, dKRead, 0, K, n, K, V, Triangle.NONE, 1, true, c.ahead);
    }

    /** The gradient of keys as writers; gives the part of the gate's gradient that all of the chunk's gates share. */
    private double writers(float[] state, float[] adjoint) {
        int K = c.keyWidth;
        int V = c.valueWidth;
        int n = c.padded;
        Transpose.transpose(adjoint, V, K, V, stateTransposed, K);
        Multiply.rows(c.u, 0, V, stateTransposed, 0, K, dKWrite, 0, K, n, K, V, Triangle.NONE, 1, false, c.ahead);
        double atEnd = 0;
        if (!c.decays.none()) {
            Blocks.scaleRows(dKWrite, c.decays.toEnd(), dKWrite, n, K);
            atEnd = Blocks.dot(dKWrite, 0, c.k.array(), c.k.at(), n * K)
                    + (double) c.decays.total() * Blocks.dot(state, 0, adjoint, 0, K * V);
        }
        Multiply.columns(dA, 0, c.width, c.k.array(), c.k.at(), K, dKWrite, 0, K, n, K, n, Triangle.UPPER, 1, true,
                c.ahead);
        Multiply.columns(dP, 0, c.width, c.q, 0, K, dKWrite, 0, K, n, K, c.paddedQueries, Triangle.UPPER, c.writes,
                true, c.ahead);
        return atEnd;
    }

    private void gateGradient(double atEnd, float[] gradient, int firstStep) {
        int K = c.keyWidth;
        for (int row = 0; row < c.rows; row++) {
            int at = row * K;
            gate[row] = Blocks.dot(c.k.array(), c.k.at() + at, dKRead, at, K)
                    - (double) Blocks.dot(c.k.array(), c.k.at() + at, dKWrite, at, K);
        }
        for (int i = 0; i < c.steps; i++) {
            gate[(i + 1) * c.writes - 1] += Blocks.dot(c.q, i * K, dQ, i * K, K);
        }
        double sum = atEnd;
        for (int row = c.rows - 1; row >= 0; row--) {
            sum += gate[row];
            if (row % c.writes == 0) {
                gradient[firstStep + row / c.writes] = (float) sum;
            }
        }
    }

    private void store(FloatGradients gradients, int firstStep) {
        int firstRow = firstStep * c.writes;
        Blocks.scaleRows(r, c.beta, r, c.padded, c.valueWidth);
        Blocks.store(r, c.valueWidth, gradients.v(), firstRow * c.values, c.rows, c.values);
        Blocks.add(dKRead, 0, dKWrite, 0, c.padded * c.keyWidth, 1f);
        Blocks.store(dKWrite, c.keyWidth, gradients.k(), firstRow * c.keys, c.rows, c.keys);
        c.scaleQueryGradient(dQ);
        Blocks.store(dQ, c.keyWidth, gradients.q(), firstStep * c.keys, c.steps, c.keys);
        System.arraycopy(dBeta, 0, gradients.beta(), firstRow, c.rows);
    }
}
