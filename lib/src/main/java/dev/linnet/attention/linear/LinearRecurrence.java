package dev.linnet.attention.linear;

import dev.linnet.attention.data.DoubleGradients;
import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.DoubleOutputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import dev.linnet.attention.recurrence.Recurrence;
import dev.linnet.attention.recurrence.RecurrenceBackward;
import java.util.Arrays;

/**
 * Linear attention in double precision: feature map, {@link Recurrence}, output norm, each written on its own.
 *
 * <p>Division by the sum of weights is the same recurrence on values with a 1 appended: the last output column is then z . phi(q).
 */
public final class LinearRecurrence {
    private final LinearForm form;
    private final StateRule rule;
    private final double scale;

    public LinearRecurrence(LinearForm form, StateRule rule, double scale) {
        this.form = form;
        this.rule = rule;
        this.scale = scale;
    }

    public DoubleOutputs forward(DoubleInputs in) {
        DoubleOutputs t = Recurrence.forward(rule, scale, inner(in));
        return new DoubleOutputs(normalised(in.layout(), t.o()), t.finalState());
    }

    /**
     * Gradients of every input.
     *
     * @param finalStateGradient gradient of the final state, or empty for zero
     */
    public DoubleGradients backward(DoubleInputs in, double[] outputGradient, double[] finalStateGradient) {
        DoubleInputs inner = inner(in);
        double[] t = form.norm() == OutputNorm.NONE ? outputGradient : Recurrence.forward(rule, scale, inner).o();
        double[] dt = normGradient(in.layout(), t, outputGradient);
        DoubleGradients g = RecurrenceBackward.backward(rule, scale, inner, dt, finalStateGradient);
        return new DoubleGradients(mapGradient(in.q(), g.q()), mapGradient(in.k(), g.k()),
                withoutLastColumn(in.layout(), g.v()), g.logDecay(), g.beta(), g.initialState());
    }

    private DoubleInputs inner(DoubleInputs in) {
        int V = in.layout().valueDim();
        double[] v = in.v();
        if (form.norm() == OutputNorm.SUM) {
            v = new double[in.v().length / V * (V + 1)];
            Arrays.fill(v, 1);
            for (int row = 0; row < in.v().length / V; row++) {
                System.arraycopy(in.v(), row * V, v, row * (V + 1), V);
            }
        }
        return new DoubleInputs(in.layout().withValueDim(form.stateColumns(V)), mapped(in.q()), mapped(in.k()), v,
                in.logDecay(),
                in.beta(), in.initialState());
    }

    private double[] mapped(double[] x) {
        return Arrays.stream(x).map(form.featureMap()::apply).toArray();
    }

    private double[] mapGradient(double[] x, double[] gradient) {
        var g = new double[x.length];
        Arrays.setAll(g, i -> gradient[i] * form.featureMap().derivative(x[i]));
        return g;
    }

    private double[] normalised(Layout layout, double[] t) {
        int V = layout.valueDim();
        int W = form.stateColumns(V);
        var o = new double[t.length / W * V];
        for (int row = 0; row < t.length / W; row++) {
            double divisor = divisor(t, row, V);
            for (int j = 0; j < V; j++) {
                o[row * V + j] = t[row * W + j] / divisor;
            }
        }
        return o;
    }

    private double divisor(double[] t, int row, int V) {
        return switch (form.norm()) {
            case NONE -> 1;
            case SUM -> t[row * (V + 1) + V] + form.epsilon();
            case RMS -> {
                double sum = 0;
                for (int j = 0; j < V; j++) {
                    sum += t[row * V + j] * t[row * V + j];
                }
                yield Math.sqrt(sum / V + form.epsilon());
            }
        };
    }

    /** dL/dt from dL/do. SUM: with n = t / (z + eps), dt = do / (z + eps) and dz = -(do . n) / (z + eps). RMS: dt = (do - o mean(do o)) / s. */
    private double[] normGradient(Layout layout, double[] t, double[] gradient) {
        int V = layout.valueDim();
        int W = form.stateColumns(V);
        if (form.norm() == OutputNorm.NONE) {
            return gradient;
        }
        var dt = new double[t.length];
        for (int row = 0; row < t.length / W; row++) {
            double divisor = divisor(t, row, V);
            double dot = 0;
            for (int j = 0; j < V; j++) {
                dot += gradient[row * V + j] * t[row * W + j] / divisor;
            }
            for (int j = 0; j < V; j++) {
                double o = t[row * W + j] / divisor;
                double whole = form.norm() == OutputNorm.RMS ? o * dot / V : 0;
                dt[row * W + j] = (gradient[row * V + j] - whole) / divisor;
            }
            if (form.norm() == OutputNorm.SUM) {
                dt[row * W + V] = -dot / divisor;
            }
        }
        return dt;
    }

    private double[] withoutLastColumn(Layout layout, double[] dv) {
        int V = layout.valueDim();
        int W = form.stateColumns(V);
        if (W == V) {
            return dv;
        }
        var g = new double[dv.length / W * V];
        for (int row = 0; row < dv.length / W; row++) {
            System.arraycopy(dv, row * W, g, row * V, V);
        }
        return g;
    }
}
