package dev.linnet.attention.gla;

import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Lanes;
import dev.linnet.attention.matrix.Multiply;
import dev.linnet.attention.matrix.Transpose;
import dev.linnet.attention.matrix.Triangle;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The gradients of {@link GlaChunk}, chunk by chunk from the last to the first. D is the adjoint of the state that leaves a chunk, S the
 * state that enters it:
 *
 * <pre>
 *     dP = tril(dO V^T)
 *     dQ = exp G * (dO S^T) + (through P)         dK = exp(G_last - G) * (V D^T) + (through P)
 *     dV = P^T dO + (K * exp(G_last - G)) D       D &lt;- diag(exp G_last) D + (Q * exp G)^T dO
 *     log gates, per channel: c = q * dq - k * dk, on the last row also colsum(k * exp(G_last - G) * (V D^T)) + exp G_last rowsum(S * D);
 *                             dg_r = sum of c_s over s &gt;= r
 * </pre>
 */
final class GlaBackward {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private final GlaChunk c;
    private final float[] dO;
    private final float[] dP;
    private final float[] dQ;
    private final float[] dK;
    private final float[] dV;
    private final float[] across;
    private final float[] gate;

    GlaBackward(GlaChunk chunk) {
        this.c = chunk;
        dO = new float[chunk.width * chunk.valueWidth];
        dP = new float[chunk.width * chunk.width];
        dQ = new float[chunk.width * chunk.keyWidth];
        dK = new float[dQ.length];
        dV = new float[dO.length];
        across = new float[dQ.length];
        gate = new float[chunk.keyWidth];
    }

    /** Takes the gradient of a loaded chunk's outputs. */
    void loadOutputGradient(float[] outputGradient, int firstRow) {
        Blocks.load(outputGradient, firstRow * c.values, c.rows, c.values, dO, c.valueWidth, c.padded);
    }

    /** What the outputs add to the decayed adjoint. */
    void read(float[] adjoint, boolean add) {
        Multiply.columns(c.decayedQ, 0, c.keyWidth, dO, 0, c.valueWidth, adjoint, 0, c.valueWidth, c.keyWidth,
                c.valueWidth, c.padded, Triangle.NONE, 1, add, c.ahead);
    }

    /** The gradients of the loaded chunk's inputs. */
    void gradients(float[] state, float[] adjoint, FloatGradients gradients, int firstRow) {
        int K = c.keyWidth;
        int V = c.valueWidth;
        int n = c.padded;
        c.weights();
        Transpose.transpose(c.v.array(), c.v.at(), V, n, V, c.transposed, c.width);
        Multiply.rows(dO, 0, V, c.transposed, 0, c.width, dP, 0, c.width, n, n, V, Triangle.RESULT_LOWER, 1, false,
                c.ahead);
        Blocks.clearAbove(dP, c.width, n);
        queriesAndKeys(state, adjoint);
        Multiply.rows(c.decayedK, 0, K, adjoint, 0, V, dV, 0, V, n, V, K, Triangle.NONE, 1, false, c.ahead);
        Multiply.columns(c.p, 0, c.width, dO, 0, V, dV, 0, V, n, V, n, Triangle.UPPER, 1, true, c.ahead);
        gateGradient(gradients.logDecay(), firstRow);
        c.scaleQueryGradient(dQ);
        Blocks.store(dQ, K, gradients.q(), firstRow * c.keys, c.rows, c.keys);
        Blocks.store(dK, K, gradients.k(), firstRow * c.keys, c.rows, c.keys);
        Blocks.store(dV, V, gradients.v(), firstRow * c.values, c.rows, c.values);
    }

    /** dQ, dK, and in {@code gate} what all gates of the chunk share. */
    private void queriesAndKeys(float[] state, float[] adjoint) {
        int K = c.keyWidth;
        int V = c.valueWidth;
        int n = c.padded;
        if (c.gentle) {
            Multiply.rows(dP, 0, c.width, c.liftedK, 0, K, dQ, 0, K, n, K, n, Triangle.LOWER, 1, false, c.ahead);
            Blocks.multiply(dQ, c.fromStart, dQ, n * K);
            Multiply.columns(dP, 0, c.width, c.decayedQ, 0, K, dK, 0, K, n, K, n, Triangle.UPPER, 1, false, c.ahead);
            Blocks.divide(dK, c.fromStart, dK, n * K);
        } else {
            c.subChunks.gradients(dP, dQ, dK);
        }
        Transpose.transpose(state, V, K, V, c.transposed, K);
        Multiply.rows(dO, 0, V, c.transposed, 0, K, across, 0, K, n, K, V, Triangle.NONE, 1, false, c.ahead);
        Blocks.addProduct(across, c.fromStart, dQ, n * K);
        Transpose.transpose(adjoint, V, K, V, c.transposed, K);
        Multiply.rows(c.v.array(), c.v.at(), V, c.transposed, 0, K, across, 0, K, n, K, V, Triangle.NONE, 1, false,
                c.ahead);
        int last = (n - 1) * K;
        for (int i = 0; i < K; i++) {
            gate[i] = c.fromStart[last + i] * Blocks.dot(state, i * V, adjoint, i * V, V);
        }
        for (int i = 0; i < K; i += L) {
            FloatVector whole = FloatVector.fromArray(S, c.fromStart, last + i);
            FloatVector sum = FloatVector.fromArray(S, gate, i);
            for (int at = i; at <= last + i; at += K) {
                FloatVector x = FloatVector.fromArray(S, across, at);
                // K times this is decayedK times across, in both kinds of chunk
                sum = x.fma(FloatVector.fromArray(S, c.decayedK, at), sum);
                FloatVector decay = c.gentle
                        ? whole.div(FloatVector.fromArray(S, c.fromStart, at))
                        : FloatVector.fromArray(S, c.toEnd, at);
                x.fma(decay, FloatVector.fromArray(S, dK, at)).intoArray(dK, at);
            }
            sum.intoArray(gate, i);
        }
    }

    private void gateGradient(float[] gradient, int firstRow) {
        int K = c.keyWidth;
        for (int r = c.rows - 1; r >= 0; r--) {
            for (int i = 0; i < K; i += L) {
                int at = r * K + i;
                FloatVector sum = FloatVector.fromArray(S, gate, i);
                sum = FloatVector.fromArray(S, c.q, at).fma(FloatVector.fromArray(S, dQ, at), sum);
                sum = sum.sub(FloatVector.fromArray(S, c.k, at).mul(FloatVector.fromArray(S, dK, at)));
                sum.intoArray(gate, i);
            }
            System.arraycopy(gate, 0, gradient, (firstRow + r) * c.keys, c.keys);
        }
    }
}
