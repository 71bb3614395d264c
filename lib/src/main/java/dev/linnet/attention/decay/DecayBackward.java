package dev.linnet.attention.decay;

import dev.linnet.attention.chunk.Checkpoints;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import dev.linnet.attention.linear.OutputNorm;
import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Multiply;
import dev.linnet.attention.matrix.Transpose;
import dev.linnet.attention.matrix.Triangle;

/**
 * The gradients of a head, chunk by chunk from the last to the first. D is the adjoint of the state that leaves a chunk, S the state
 * that enters it, recomputed from {@link Checkpoints}:
 *
 * <pre>
 *     dP = (dO V^T) * E                      dQ = dP K + diag(e) dO S^T
 *     dK = dP^T Q + diag(d) V D^T            dV = P^T dO + diag(d) K D
 *     D &lt;- total D + Q^T diag(e) dO
 *     log gates: c_r = q_r . dq_r - k_r . dk_r, and on the last row also sum_r k_r . (diag(d) V D^T)_r + total (S . D);
 *                dg_r = sum of c_s over s &gt;= r
 * </pre>
 */
final class DecayBackward {
    private final StateRule rule;
    private final DecayChunk c;
    private final Layout layout;
    private final int chunkSize;
    private final Checkpoints checkpoints;
    private final float[] adjoint;
    private final float[] dO;
    private final float[] decayedDO;
    private final float[] dP;
    private final float[] dQ;
    private final float[] dK;
    private final float[] dV;
    private final float[] divisors;
    private final double[] gate;

    DecayBackward(StateRule rule, DecayChunk chunk, Layout layout, int chunkSize) {
        this.rule = rule;
        this.c = chunk;
        this.layout = layout;
        this.chunkSize = chunkSize;
        checkpoints = new Checkpoints(chunk.stateSize());
        adjoint = new float[chunk.stateSize()];
        dO = new float[chunk.width * chunk.valueWidth];
        decayedDO = new float[dO.length];
        dP = new float[chunk.width * chunk.width];
        dQ = new float[chunk.width * chunk.keyWidth];
        dK = new float[dQ.length];
        dV = new float[dO.length];
        divisors = new float[chunk.width];
        gate = new double[chunk.width];
    }

    void head(FloatInputs in, float[] outputGradient, FloatGradients gradients, int sequence, int head,
            float[] initialState,
            float[] finalStateGradient) {
        int index = sequence * layout.heads() + head;
        int first = layout.firstRow(sequence, head);
        int length = layout.length(sequence);
        int columns = c.form.stateColumns(c.values);
        int size = c.keys * columns;
        Blocks.loadOrZero(finalStateGradient, index * size, c.keys, columns, adjoint, c.valueWidth, c.keyWidth);
        checkpoints.reverse((length + chunkSize - 1) / chunkSize, initialState, new Checkpoints.Chunks() {
            @Override
            public void advance(int n, float[] state) {
                c.loadWrites(in, head, first + n * chunkSize, chunkSize);
                c.advance(state);
            }

            @Override
            public void visit(int n, float[] state) {
                int t = n * chunkSize;
                chunk(in, outputGradient, gradients, head, first + t, Math.min(chunkSize, length - t), state);
            }
        });
        Blocks.store(adjoint, c.valueWidth, gradients.initialState(), index * size, c.keys, columns);
    }

    private void chunk(FloatInputs in, float[] outputGradient, FloatGradients gradients, int head, int firstRow,
            int rows,
            float[] state) {
        c.loadWrites(in, head, firstRow, rows);
        c.loadQueries(in, firstRow);
        c.weights();
        Blocks.load(outputGradient, firstRow * c.values, rows, c.values, dO, c.valueWidth, c.padded);
        if (c.form.norm() != OutputNorm.NONE) {
            c.outputs(state, c.o, 0);
            c.normalise(divisors);
            c.normGradient(dO, divisors);
        }
        boolean decays = !c.decays.none();
        float[] e = c.decays.fromStart();
        float[] d = c.decays.toEnd();
        float[] late = dO;
        if (decays) {
            Blocks.scaleRows(dO, e, decayedDO, c.padded, c.valueWidth);
            late = decayedDO;
        }
        int K = c.keyWidth;
        int V = c.valueWidth;
        int n = c.padded;
        Transpose.transpose(c.v.array(), c.v.at(), V, n, V, c.transposed, c.width);
        Multiply.rows(dO, 0, V, c.transposed, 0, c.width, dP, 0, c.width, n, n, V, Triangle.RESULT_LOWER, 1, false);
        c.decays.mask(dP, c.width, n, 1);
        Multiply.rows(dP, 0, c.width, c.k.array(), c.k.at(), K, dQ, 0, K, n, K, n, Triangle.LOWER, 1, false);
        Transpose.transpose(state, V, K, V, c.transposed, K);
        Multiply.rows(late, 0, V, c.transposed, 0, K, dQ, 0, K, n, K, V, Triangle.NONE, 1, true);

        Transpose.transpose(adjoint, V, K, V, c.transposed, K);
        Multiply.rows(c.v.array(), c.v.at(), V, c.transposed, 0, K, dK, 0, K, n, K, V, Triangle.NONE, 1, false);
        Multiply.rows(c.k.array(), c.k.at(), K, adjoint, 0, V, dV, 0, V, n, V, K, Triangle.NONE, 1, false);
        if (decays) {
            Blocks.scaleRows(dK, d, dK, n, K);
            Blocks.scaleRows(dV, d, dV, n, V);
        }
        boolean gated = rule.gate() == Gate.SCALAR;
        double atEnd = 0;
        if (gated) {
            atEnd = Blocks.dot(dK, 0, c.k.array(), c.k.at(), n * K)
                    + (double) c.decays.total() * Blocks.dot(state, 0, adjoint, 0, K * V);
        }
        Multiply.columns(dP, 0, c.width, c.q, 0, K, dK, 0, K, n, K, n, Triangle.UPPER, 1, true);
        Multiply.columns(c.p, 0, c.width, dO, 0, V, dV, 0, V, n, V, n, Triangle.UPPER, 1, true);
        if (gated) {
            gateGradient(atEnd, gradients.logDecay(), firstRow);
        }
        if (decays) {
            Blocks.scale(adjoint, K * V, c.decays.total());
        }
        Multiply.columns(c.q, 0, K, late, 0, V, adjoint, 0, V, K, V, n, Triangle.NONE, 1, true);
        c.unmapGradients(dQ, dK);
        Blocks.store(dQ, K, gradients.q(), firstRow * c.keys, rows, c.keys);
        Blocks.store(dK, K, gradients.k(), firstRow * c.keys, rows, c.keys);
        Blocks.store(dV, V, gradients.v(), firstRow * c.values, rows, c.values);
    }

    private void gateGradient(double atEnd, float[] gradient, int firstRow) {
        int K = c.keyWidth;
        for (int r = 0; r < c.rows; r++) {
            gate[r] = Blocks.dot(c.q, r * K, dQ, r * K, K)
                    - (double) Blocks.dot(c.k.array(), c.k.at() + r * K, dK, r * K, K);
        }
        double sum = atEnd;
        for (int r = c.rows - 1; r >= 0; r--) {
            sum += gate[r];
            gradient[firstRow + r] = (float) sum;
        }
    }
}
