package dev.linnet.attention;

import dev.linnet.attention.data.DoubleGradients;
import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.DoubleOutputs;
import dev.linnet.attention.data.Shapes;
import dev.linnet.attention.linear.LinearRecurrence;
import dev.linnet.attention.softmax.BlockRecurrence;
import java.util.Objects;

/**
 * A rule as its equation says, step after step in double precision: slow, and obviously right. The other forms are tested
 * against it.
 */
public final class Recurrent {
    private final AttentionRule rule;
    private final AttentionOptions options;

    private Recurrent(AttentionRule rule, AttentionOptions options) {
        this.rule = Objects.requireNonNull(rule, "rule");
        this.options = Objects.requireNonNull(options, "options");
    }

    public static Recurrent of(AttentionRule rule) {
        return of(rule, AttentionOptions.defaults());
    }

    /** Of the options only the scale matters here. */
    public static Recurrent of(AttentionRule rule, AttentionOptions options) {
        return new Recurrent(rule, options);
    }

    /**
     * Outputs and final states.
     *
     * @throws IllegalArgumentException if the arrays do not have the lengths which the rule and the layout ask for
     */
    public DoubleOutputs forward(DoubleInputs in) {
        check(in);
        return rule instanceof AttentionRule.Comparing comparing
                ? new BlockRecurrence(comparing.blockForm(), scale(in)).forward(in)
                : recurrence(in).forward(in);
    }

    /**
     * Gradients of a loss with respect to every input.
     *
     * @param outputGradient     gradient of o
     * @param finalStateGradient gradient of the final state; empty for zero
     */
    public DoubleGradients backward(DoubleInputs in, double[] outputGradient, double[] finalStateGradient) {
        check(in);
        Shapes.checkGradients(in.layout(), rule.stateColumns(in.layout().valueDim()), outputGradient.length,
                finalStateGradient.length);
        return rule instanceof AttentionRule.Comparing comparing
                ? new BlockRecurrence(comparing.blockForm(), scale(in)).backward(in, outputGradient)
                : recurrence(in).backward(in, outputGradient, finalStateGradient);
    }

    private void check(DoubleInputs in) {
        Shapes.check(rule.stateRule(), rule.stateColumns(in.layout().valueDim()), in);
    }

    private double scale(DoubleInputs in) {
        return options.scaleFor(rule, in.layout().keyDim());
    }

    private LinearRecurrence recurrence(DoubleInputs in) {
        return new LinearRecurrence(rule.linearForm(), rule.stateRule(), scale(in));
    }
}
