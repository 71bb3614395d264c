package dev.linnet.attention.softmax;

import dev.linnet.lanes.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Causal softmax attention in float for sixteen sequences at once, forward and backward: o_t = Σ_{s &lt;= t} p_ts v_s with
 * p_t = softmax_s(q_t · k_s).
 *
 * <p>Shapes, all {@code [time][channel][lane]} (see {@link Lanes}): q, k {@code [T][H K][16]}, v and o {@code [T][H V][16]}. The scale and
 * positions are folded into q and k by the caller. An object owns its scratch memory, one row of weights: use one per thread.
 */
public final class SoftmaxLanes {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LENGTH = SPECIES.length();
    private static final int WIDTH = Lanes.WIDTH;

    private final int heads;
    private final int keyWidth;
    private final int valueWidth;
    private float[] weights = new float[WIDTH];

    public SoftmaxLanes(int heads, int keyWidth, int valueWidth) {
        if (heads < 1 || keyWidth < 1 || valueWidth < 1) {
            throw new IllegalArgumentException(
                    "heads, keyWidth and valueWidth are %d, %d and %d; each must be at least 1."
                            .formatted(heads, keyWidth, valueWidth));
        }
        this.heads = heads;
        this.keyWidth = keyWidth;
        this.valueWidth = valueWidth;
    }

    /** The outputs {@code o} of {@code time} tokens. */
    public void forward(float[] q, float[] k, float[] v, float[] o, int time) {
        requireSizes(q, k, v, o, time);
        for (int head = 0; head < heads; head++) {
            for (int t = 0; t < time; t++) {
                weights(q, k, t, head);
                for (int l = 0; l < WIDTH; l += LENGTH) {
                    for (int j = 0; j < valueWidth; j++) {
                        FloatVector sum = FloatVector.zero(SPECIES);
                        for (int s = 0; s <= t; s++) {
                            sum = at(weights, s * WIDTH + l).fma(at(v, value(s, head, j) + l), sum);
                        }
                        sum.intoArray(o, value(t, head, j) + l);
                    }
                }
            }
        }
    }

    /** The gradients of Σ dO ⊙ o; overwrites dq, dk and dv. The weights are recomputed, the outputs are those of the forward pass. */
    public void backward(float[] q, float[] k, float[] v, float[] o, float[] dO, float[] dq, float[] dk, float[] dv,
            int time) {
        requireSizes(q, k, v, dO, time);
        Arrays.fill(dq, 0, Lanes.size(time, heads * keyWidth), 0f);
        Arrays.fill(dk, 0, Lanes.size(time, heads * keyWidth), 0f);
        Arrays.fill(dv, 0, Lanes.size(time, heads * valueWidth), 0f);
        for (int head = 0; head < heads; head++) {
            for (int t = 0; t < time; t++) {
                weights(q, k, t, head);
                for (int l = 0; l < WIDTH; l += LENGTH) {
                    FloatVector mean = FloatVector.zero(SPECIES);
                    for (int j = 0; j < valueWidth; j++) {
                        int vj = value(t, head, j) + l;
                        mean = at(o, vj).fma(at(dO, vj), mean);
                    }
                    for (int s = 0; s <= t; s++) {
                        rowBackward(q, k, v, dO, dq, dk, dv, mean, s, t, head, l);
                    }
                }
            }
        }
    }

    /** With p the weight and e = p (do·v_s - do·o): dv_s += p do, dq += e k_s, dk_s += e q. */
    private void rowBackward(float[] q, float[] k, float[] v, float[] dO, float[] dq, float[] dk, float[] dv,
            FloatVector mean, int s, int t, int head, int l) {
        FloatVector p = at(weights, s * WIDTH + l);
        FloatVector along = mean.neg();
        for (int j = 0; j < valueWidth; j++) {
            FloatVector doj = at(dO, value(t, head, j) + l);
            int vs = value(s, head, j) + l;
            along = doj.fma(at(v, vs), along);
            p.fma(doj, at(dv, vs)).intoArray(dv, vs);
        }
        FloatVector e = p.mul(along);
        for (int i = 0; i < keyWidth; i++) {
            int qi = key(t, head, i) + l;
            int ki = key(s, head, i) + l;
            e.fma(at(k, ki), at(dq, qi)).intoArray(dq, qi);
            e.fma(at(q, qi), at(dk, ki)).intoArray(dk, ki);
        }
    }

    /** The weights of row t, {@code [t + 1][16]}. */
    private void weights(float[] q, float[] k, int t, int head) {
        if (weights.length < (t + 1) * WIDTH) {
            weights = new float[2 * (t + 1) * WIDTH];
        }
        for (int l = 0; l < WIDTH; l += LENGTH) {
            FloatVector most = Lanes.broadcast(Float.NEGATIVE_INFINITY);
            for (int s = 0; s <= t; s++) {
                FloatVector score = FloatVector.zero(SPECIES);
                for (int i = 0; i < keyWidth; i++) {
                    score = at(q, key(t, head, i) + l).fma(at(k, key(s, head, i) + l), score);
                }
                score.intoArray(weights, s * WIDTH + l);
                most = most.max(score);
            }
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int s = 0; s <= t; s++) {
                FloatVector weight = Lanes.exp(at(weights, s * WIDTH + l).sub(most));
                weight.intoArray(weights, s * WIDTH + l);
                sum = sum.add(weight);
            }
            for (int s = 0; s <= t; s++) {
                at(weights, s * WIDTH + l).div(sum).intoArray(weights, s * WIDTH + l);
            }
        }
    }

    private void requireSizes(float[] q, float[] k, float[] v, float[] o, int time) {
        int keys = Lanes.size(time, heads * keyWidth);
        int values = Lanes.size(time, heads * valueWidth);
        if (q.length < keys || k.length < keys || v.length < values || o.length < values) {
            throw new IllegalArgumentException(
                    "q, k, v, outputs have %d, %d, %d, %d numbers; [time][channel][lane] needs %d, %d, %d, %d."
                            .formatted(q.length, k.length, v.length, o.length, keys, keys, values, values));
        }
    }

    private int key(int t, int head, int i) {
        return ((t * heads + head) * keyWidth + i) * WIDTH;
    }

    private int value(int t, int head, int j) {
        return ((t * heads + head) * valueWidth + j) * WIDTH;
    }

    private static FloatVector at(float[] array, int at) {
        return FloatVector.fromArray(SPECIES, array, at);
    }
}
