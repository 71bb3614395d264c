package dev.linnet.attention.gla;

import dev.linnet.attention.chunk.Checkpoints;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
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
    private final Layout layout;
    private final int chunkSize;
    private final Checkpoints checkpoints;
    private final float[] adjoint;
    private final float[] dO;
    private final float[] dP;
    private final float[] dQ;
    private final float[] dK;
    private final float[] dV;
    private final float[] across;
    private final float[] gate;

    GlaBackward(GlaChunk chunk, Layout layout, int chunkSize) {
        this.c = chunk;
        this.layout = layout;
        this.chunkSize = chunkSize;
        checkpoints = new Checkpoints(chunk.stateSize());
        adjoint = new float[chunk.stateSize()];
        dO = new float[chunk.width * chunk.valueWidth];
        dP = new float[chunk.width * chunk.width];
        dQ = new float[chunk.width * chunk.keyWidth];
        dK = new float[dQ.length];
        dV = new float[dO.length];
        across = new float[dQ.length];
        gate = new float[chunk.keyWidth];
    }

    void head(FloatInputs in, float[] outputGradient, FloatGradients gradients, int sequence, int head,
            float[] initialState,
            float[] finalStateGradient) {
        int at = (sequence * layout.heads() + head) * c.keys * c.values;
        int first = layout.firstRow(sequence, head);
        int length = layout.length(sequence);
        Blocks.loadOrZero(finalStateGradient, at, c.keys, c.values, adjoint, c.valueWidth, c.keyWidth);
        checkpoints.reverse((length + chunkSize - 1) / chunkSize, initialState, new Checkpoints.Chunks() {
            @Override
            public void advance(int n, float[] state) {
                c.loadWrites(in, first + n * chunkSize, chunkSize);
                c.advance(state);
            }

            @Override
            public void visit(int n, float[] state) {
                int t = n * chunkSize;
                chunk(in, outputGradient, gradients, first + t, Math.min(chunkSize, length - t), state);
            }
        });
        Blocks.store(adjoint, c.valueWidth, gradients.initialState(), at, c.keys, c.values);
    }

    private void chunk(FloatInputs in, float[] outputGradient, FloatGradients gradients, int firstRow, int rows,
            float[] state) {
        int K = c.keyWidth;
        int V = c.valueWidth;
        c.loadWrites(in, firstRow, rows);
        c.loadQueries(in, firstRow);
        c.weights();
        int n = c.padded;
        Blocks.load(outputGradient, firstRow * c.values, rows, c.values, dO, V, n);
        Transpose.transpose(c.v.array(), c.v.at(), V, n, V, c.transposed, c.width);
        Multiply.rows(dO, 0, V, c.transposed, 0, c.width, dP, 0, c.width, n, n, V, Triangle.RESULT_LOWER, 1, false);
        Blocks.clearAbove(dP, c.width, n);
        queriesAndKeys(state);
        Multiply.rows(c.decayedK, 0, K, adjoint, 0, V, dV, 0, V, n, V, K, Triangle.NONE, 1, false);
        Multiply.columns(c.p, 0, c.width, dO, 0, V, dV, 0, V, n, V, n, Triangle.UPPER, 1, true);
        gateGradient(gradients.logDecay(), firstRow);
        c.decayRows(adjoint);
        Multiply.columns(c.decayedQ, 0, K, dO, 0, V, adjoint, 0, V, K, V, n, Triangle.NONE, 1, true);
        c.scaleQueryGradient(dQ);
        Blocks.store(dQ, K, gradients.q(), firstRow * c.keys, rows, c.keys);
        Blocks.store(dK, K, gradients.k(), firstRow * c.keys, rows, c.keys);
        Blocks.store(dV, V, gradients.v(), firstRow * c.values, rows, c.values);
    }

    /** dQ, dK, and in {@code gate} what all gates of the chunk share. */
    private void queriesAndKeys(float[] state) {
        int K = c.keyWidth;
        int V = c.valueWidth;
        int n = c.padded;
        if (c.gentle) {
            Multiply.rows(dP, 0, c.width, c.liftedK, 0, K, dQ, 0, K, n, K, n, Triangle.LOWER, 1, false);
            Blocks.multiply(dQ, c.fromStart, dQ, n * K);
            Multiply.columns(dP, 0, c.width, c.decayedQ, 0, K, dK, 0, K, n, K, n, Triangle.UPPER, 1, false);
            Blocks.divide(dK, c.fromStart, dK, n * K);
        } else {
            c.subChunks.gradients(dP, dQ, dK);
        }
        Transpose.transpose(state, V, K, V, c.transposed, K);
        Multiply.rows(dO, 0, V, c.transposed, 0, K, across, 0, K, n, K, V, Triangle.NONE, 1, false);
        Blocks.addProduct(across, c.fromStart, dQ, n * K);
        Transpose.transpose(adjoint, V, K, V, c.transposed, K);
        Multiply.rows(c.v.array(), c.v.at(), V, c.transposed, 0, K, across, 0, K, n, K, V, Triangle.NONE, 1, false);
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
