package dev.linnet.attention.linear;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import dev.linnet.attention.matrix.Lanes;
import dev.linnet.attention.recurrence.StateStep;
import java.util.Arrays;

/** One step of {@link LinearRecurrence} for all heads of a batch, in single precision. Allocates nothing per step. */
public final class LinearStep {
    private final LinearForm form;
    private final StateRule rule;
    private final float scale;
    private final int keys;
    private final int values;
    private final int columns;
    private final StateStep step;
    private final float[] alpha;
    private final float[] q;
    private final float[] k;
    private final float[] v;
    private final float[] o;

    /**
     * For batches of these widths.
     *
     * @param layout widths; its times do not matter
     */
    public LinearStep(LinearForm form, StateRule rule, double scale, Layout layout) {
        this.form = form;
        this.rule = rule;
        this.scale = (float) scale;
        keys = layout.keyDim();
        values = layout.valueDim();
        columns = form.stateColumns(values);
        step = new StateStep(keys, columns, rule.writes(), rule.delta());
        alpha = new float[keys];
        q = new float[Lanes.padded(keys)];
        k = new float[Lanes.padded(rule.writes() * keys)];
        v = new float[rule.writes() * columns];
        o = new float[columns];
    }

    /**
     * Does the step of one head.
     *
     * @param in     inputs of one time step
     * @param index  which head: sequence * heads + head
     * @param states all states, {@code [sequence][head][key][column]}
     * @param to     receives {@code [batch][head][value]}
     */
    public void step(FloatInputs in, int index, float[] states, float[] to) {
        int n = rule.writes();
        load(in.q(), index * keys, keys, q);
        for (int i = 0; i < keys; i++) {
            q[i] *= scale;
        }
        load(in.k(), index * n * keys, n * keys, k);
        for (int w = 0; w < n; w++) {
            System.arraycopy(in.v(), (index * n + w) * values, v, w * columns, values);
            if (form.norm() == OutputNorm.SUM) {
                v[w * columns + values] = 1;
            }
        }
        gates(in, index);
        step.step(states, index * keys * columns, alpha, k, v, in.beta(), index * n, q, o, 0);
        float factor = 1 / divisor();
        for (int j = 0; j < values; j++) {
            to[index * values + j] = o[j] * factor;
        }
    }

    private void load(float[] from, int at, int n, float[] to) {
        form.featureMap().load(from, at, 1, n, to, to.length, 1);
    }

    private void gates(FloatInputs in, int index) {
        if (rule.gate() == Gate.CHANNEL) {
            for (int i = 0; i < keys; i++) {
                alpha[i] = (float) Math.exp(in.logDecay()[index * keys + i]);
            }
            return;
        }
        Arrays.fill(alpha, switch (rule.gate()) {
            case FIXED -> (float) Math.exp(rule.logDecay().get(index % in.layout().heads()));
            case SCALAR -> (float) Math.exp(in.logDecay()[index]);
            case NONE, CHANNEL -> 1f;
        });
    }

    private float divisor() {
        return switch (form.norm()) {
            case NONE -> 1;
            case SUM -> o[values] + (float) form.epsilon();
            case RMS -> {
                float sum = 0;
                for (int j = 0; j < values; j++) {
                    sum += o[j] * o[j];
                }
                yield (float) Math.sqrt(sum / values + form.epsilon());
            }
        };
    }
}
