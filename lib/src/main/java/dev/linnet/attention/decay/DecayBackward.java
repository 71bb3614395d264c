package dev.linnet.attention.decay;

import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.StateRule;
import dev.linnet.attention.linear.OutputNorm;
import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Multiply;
import dev.linnet.attention.matrix.Transpose;
import dev.linnet.attention.matrix.Triangle;

/**
 * The gradients of a head, chunk by chunk from the last to the first. D is the adjoint of the state that leaves a chunk, S the state
 * that enters it:
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
    private final float[] dO;
    private final float[] decayedDO;
    private final float[] dP;
    private final float[] dQ;
    private final float[] dK;
    private final float[] dV;
    private final float[] divisors;
    private final double[] gate;
    /** Gradients of the sums of weights. */
    private final float[] dw;
    /** diag(e) dO. */
    private float[] late;
    private boolean weighed;

    DecayBackward(StateRule rule, DecayChunk chunk, float[] divisors) {
        this.rule = rule;
        this.c = chunk;
        this.divisors = divisors;
        dO = new float[chunk.width * chunk.valueWidth];
        decayedDO = new float[dO.length];
        dP = new float[chunk.width * chunk.width];
        dQ = new float[chunk.width * chunk.keyWidth];
        dK = new float[dQ.length];
        dV = new float[dO.length];
        gate = new double[chunk.width];
        dw = new float[chunk.width];
    }

    /** Takes the gradient of a loaded chunk's outputs; a norm of the outputs needs the state. */
    void loadOutputGradient(float[] outputGradient, int firstRow, float[] state) {
        Blocks.load(outputGradient, firstRow * c.values, c.rows, c.values, dO, c.valueWidth, c.padded);
        weighed = c.form.norm() != OutputNorm.NONE;
        if (weighed) {
            c.weights();
            c.outputs(state, c.o, 0);
            c.normalise(state, divisors, c.o, 0);
            c.normGradient(dO, dw);
        }
        late = dO;
        if (!c.decays.none()) {
            Blocks.scaleRows(dO, c.decays.fromStart(), decayedDO, c.padded, c.valueWidth);
            late = decayedDO;
        }
    }

    /** The adjoint of the state that enters the chunk, from that of the state that leaves it. */
    void advance(float[] adjoint) {
        if (!c.decays.none()) {
            Blocks.scale(adjoint, c.keyWidth * c.valueWidth, c.decays.total());
        }
        read(adjoint, true);
    }

    /** What the outputs add to the decayed adjoint. */
    void read(float[] adjoint, boolean add) {
        Multiply.columns(c.q, 0, c.keyWidth, late, 0, c.valueWidth, adjoint, 0, c.valueWidth, c.keyWidth, c.valueWidth,
                c.padded, Triangle.NONE, 1, add, c.ahead);
        c.readSums(dw, adjoint, add);
    }

    /** The gradients of the loaded chunk's inputs. */
    void gradients(float[] state, float[] adjoint, float[] gateGradient, int firstRow) {
        if (!weighed) {
            c.weights();
        }
        boolean decays = !c.decays.none();
        float[] d = c.decays.toEnd();
        int K = c.keyWidth;
        int V = c.valueWidth;
        int n = c.padded;
        Transpose.transpose(c.v.array(), c.v.at(), V, n, V, c.transposed, c.width);
        Multiply.rows(dO, 0, V, c.transposed, 0, c.width, dP, 0, c.width, n, n, V, Triangle.RESULT_LOWER, 1, false,
                c.ahead);
        c.decays.mask(dP, c.width, n, 1);
        Multiply.rows(dP, 0, c.width, c.k.array(), c.k.at(), K, dQ, 0, K, n, K, n, Triangle.LOWER, 1, false, c.ahead);
        Transpose.transpose(state, V, K, V, c.transposed, K);
        Multiply.rows(late, 0, V, c.transposed, 0, K, dQ, 0, K, n, K, V, Triangle.NONE, 1, true, c.ahead);

        Transpose.transpose(adjoint, V, K, V, c.transposed, K);
        Multiply.rows(c.v.array(), c.v.at(), V, c.transposed, 0, K, dK, 0, K, n, K, V, Triangle.NONE, 1, false,
                c.ahead);
        Multiply.rows(c.k.array(), c.k.at(), K, adjoint, 0, V, dV, 0, V, n, V, K, Triangle.NONE, 1, false, c.ahead);
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
        Multiply.columns(dP, 0, c.width, c.q, 0, K, dK, 0, K, n, K, n, Triangle.UPPER, 1, true, c.ahead);
        Multiply.columns(c.p, 0, c.width, dO, 0, V, dV, 0, V, n, V, n, Triangle.UPPER, 1, true, c.ahead);
        c.sumGradients(state, adjoint, dw, dQ, dK);
        if (gated) {
            gateGradient(atEnd, gateGradient, firstRow);
        }
    }

    /** Gives away what {@link #gradients} worked out; the chunk's queries and keys are of no use afterwards. */
    void store(FloatGradients gradients, int firstRow) {
        int K = c.keyWidth;
        int V = c.valueWidth;
        c.unmapGradients(dQ, dK);
        Blocks.store(dQ, K, gradients.q(), firstRow * c.keys, c.rows, c.keys);
        Blocks.store(dK, K, gradients.k(), firstRow * c.keys, c.rows, c.keys);
        Blocks.store(dV, V, gradients.v(), firstRow * c.values, c.rows, c.values);
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
