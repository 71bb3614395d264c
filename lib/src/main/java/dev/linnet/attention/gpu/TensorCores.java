package dev.linnet.attention.gpu;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.Shapes;
import dev.linnet.attention.device.TensorKernel;
import dev.linnet.attention.linear.FeatureMap;
import dev.linnet.attention.linear.OutputNorm;
import dev.linnet.cuda.Target;

/**
 * A rule in bf16 on the tensor cores of a GPU, by chunks of 64 steps: the fourth form beside {@link dev.linnet.attention.Recurrent},
 * which it is tested against, {@link dev.linnet.attention.Chunkwise} and {@link dev.linnet.attention.Step}. Queries, keys and values
 * are rounded to bf16, states and sums are in single precision: results differ from the recurrence on the rounded inputs by about 0.5 %
 * of their norm, gradients of gates by 3 %. Chunkwise, in single precision, stays the form for a CPU; without a GPU this one runs on the
 * CPU's engine, which is for checking it.
 *
 * <p>For plain linear attention, retention, scalar gates, GLA, DeltaNet, gated DeltaNet and DeltaProduct; heads at most 128 wide (narrower
 * ones than 64 or 128 are filled up with zeros), sequences of equal length.
 */
public final class TensorCores {
    private final AttentionRule rule;
    private final AttentionOptions options;
    private final Target target;

    private TensorCores(AttentionRule rule, AttentionOptions options, Target target) {
        this.rule = rule;
        this.options = options;
        this.target = target;
    }

    /** On the GPU where there is one, with the rule's own scale. */
    public static TensorCores of(AttentionRule rule) {
        return of(rule, AttentionOptions.defaults(), Target.AUTO);
    }

    /**
     * Of the options only the scale matters here.
     *
     * @param target where it runs
     * @throws IllegalArgumentException if there are no kernels for this rule
     */
    public static TensorCores of(AttentionRule rule, AttentionOptions options, Target target) {
        boolean plain = rule.linearForm().featureMap() == FeatureMap.IDENTITY
                && rule.linearForm().norm() == OutputNorm.NONE;
        if (rule instanceof AttentionRule.Comparing || !plain) {
            throw new IllegalArgumentException("There are no tensor-core kernels for " + rule.title()
                    + "; use Chunkwise, or a rule that reads its state without feature map and norm.");
        }
        return new TensorCores(rule, options, target);
    }

    /**
     * Outputs and final states.
     *
     * @throws IllegalArgumentException if the arrays do not have the lengths which the rule and the layout ask for, the layout is packed
     *         or empty, or heads are wider than 128
     */
    public FloatOutputs forward(FloatInputs in) {
        Layout layout = in.layout();
        var kernel = kernel(in);
        var out = new FloatOutputs(new float[Math.toIntExact(layout.rows() * layout.valueDim())],
                new float[stateNumbers(layout)]);
        kernel.forward(in, out);
        return out;
    }

    /**
     * Gradients of a loss with respect to every input; computes the outputs anew.
     *
     * @param outputGradient     gradient of o
     * @param finalStateGradient gradient of the final state; empty for zero
     */
    public FloatGradients backward(FloatInputs in, float[] outputGradient, float[] finalStateGradient) {
        var kernel = kernel(in);
        Shapes.checkGradients(in.layout(), in.layout().valueDim(), outputGradient.length, finalStateGradient.length);
        var gradients = new FloatGradients(new float[in.q().length], new float[in.k().length], new float[in.v().length],
                new float[in.logDecay().length], new float[in.beta().length], new float[stateNumbers(in.layout())]);
        kernel.backward(in, outputGradient, finalStateGradient, gradients);
        return gradients;
    }

    private static int stateNumbers(Layout layout) {
        return Math.toIntExact((long) layout.states() * layout.keyDim() * layout.valueDim());
    }

    private TensorKernel kernel(FloatInputs in) {
        Layout layout = in.layout();
        Shapes.check(rule.stateRule(), layout.valueDim(), in);
        if (layout.sequences() != layout.batch() || layout.time() < 1) {
            throw new IllegalArgumentException("The layout is " + layout
                    + "; kernels take sequences of equal length with at least 1 step: call them for each sequence.");
        }
        if (Math.max(layout.keyDim(), layout.valueDim()) > TensorKernel.WIDEST) {
            throw new IllegalArgumentException("Heads are " + layout.keyDim() + " and " + layout.valueDim()
                    + " wide; kernels have at most 128: use more, narrower heads, or Chunkwise.");
        }
        return new TensorKernel(rule.stateRule(), options.scaleFor(rule, layout.keyDim()), target);
    }
}
