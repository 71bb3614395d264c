package dev.linnet.attention.decay;

import dev.linnet.attention.matrix.Lanes;
import dev.linnet.attention.matrix.RowDots;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The sum of weights of each query, by which normalised linear attention divides: with z_r the sum of all keys up to row r,
 *
 * <pre>
 *     w_r = q_r . z_r          dq_r += dw_r z_r          dk_s += sum of dw_r q_r over r &gt;= s
 * </pre>
 *
 * As one more column of values it would cost a whole vector in every product. Here z stands behind the state, and a chunk takes two passes
 * over its keys. Without decay only.
 */
final class KeySums {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private final DecayChunk c;
    private final RowDots dots;
    private final int z;

    KeySums(DecayChunk chunk) {
        c = chunk;
        dots = new RowDots(chunk.width);
        z = chunk.keyWidth * chunk.valueWidth;
    }

    /** z of the state that leaves the chunk, from that of the one that enters it; or what the chunk adds to it. */
    void write(float[] state, boolean add) {
        float[] k = c.k.array();
        for (int i = 0; i < c.keyWidth; i += L) {
            FloatVector sum = FloatVector.zero(S);
            for (int r = 0, at = c.k.at() + i; r < c.padded; r++, at += c.keyWidth) {
                sum = sum.add(FloatVector.fromArray(S, k, at));
            }
            if (add) {
                sum = sum.add(FloatVector.fromArray(S, state, z + i));
            }
            sum.intoArray(state, z + i);
        }
    }

    /** {@code to[r] = w_r}. */
    void weights(float[] state, float[] to) {
        float[] k = c.k.array();
        float[] parts = dots.parts();
        for (int i = 0; i < c.keyWidth; i += L) {
            FloatVector sum = FloatVector.fromArray(S, state, z + i);
            for (int r = 0, at = i; r < c.padded; r++, at += c.keyWidth) {
                sum = sum.add(FloatVector.fromArray(S, k, c.k.at() + at));
                FloatVector before = i == 0 ? FloatVector.zero(S) : FloatVector.fromArray(S, parts, r * L);
                sum.fma(FloatVector.fromArray(S, c.q, at), before).intoArray(parts, r * L);
            }
        }
        dots.addUp(c.padded, to);
    }

    /** What the chunk's queries give to the adjoint of z. */
    void read(float[] dw, float[] adjoint, boolean add) {
        for (int i = 0; i < c.keyWidth; i += L) {
            FloatVector sum = FloatVector.zero(S);
            for (int r = c.padded - 1; r >= 0; r--) {
                sum = FloatVector.fromArray(S, c.q, r * c.keyWidth + i).fma(FloatVector.broadcast(S, dw[r]), sum);
            }
            if (add) {
                sum = sum.add(FloatVector.fromArray(S, adjoint, z + i));
            }
            sum.intoArray(adjoint, z + i);
        }
    }

    /** Adds what queries and keys get through w, given the state that enters the chunk and the adjoint of the one that leaves it. */
    void gradients(float[] state, float[] adjoint, float[] dw, float[] dQ, float[] dK) {
        float[] k = c.k.array();
        int ld = c.keyWidth;
        for (int i = 0; i < ld; i += L) {
            FloatVector sum = FloatVector.fromArray(S, state, z + i);
            for (int r = 0, at = i; r < c.padded; r++, at += ld) {
                sum = sum.add(FloatVector.fromArray(S, k, c.k.at() + at));
                sum.fma(FloatVector.broadcast(S, dw[r]), FloatVector.fromArray(S, dQ, at)).intoArray(dQ, at);
            }
            FloatVector late = FloatVector.fromArray(S, adjoint, z + i);
            for (int r = c.padded - 1; r >= 0; r--) {
                int at = r * ld + i;
                late = FloatVector.fromArray(S, c.q, at).fma(FloatVector.broadcast(S, dw[r]), late);
                late.add(FloatVector.fromArray(S, dK, at)).intoArray(dK, at);
            }
        }
    }
}
