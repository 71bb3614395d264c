package dev.linnet.attention;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.Shapes;
import dev.linnet.attention.data.StrictCheck;
import dev.linnet.attention.linear.LinearStep;
import dev.linnet.attention.softmax.CacheStep;

/**
 * A rule one token at a time, with memory that does not grow: the state of every head, which {@link Chunkwise} hands over after a
 * prompt. Rules without a state keep the keys and values of their block instead, for softmax all of them. Not for several threads at once.
 */
public final class Step {
    private final AttentionRule rule;
    private final AttentionOptions options;
    private final Layout layout;
    private final float[] states;
    private final HeadStep step;

    /** The step of one head. */
    private interface HeadStep {
        void step(FloatInputs in, int head, float[] o);
    }

    private Step(AttentionRule rule, AttentionOptions options, Layout layout) {
        this.rule = rule;
        this.options = options;
        this.layout = layout;
        states = new float[Math.multiplyExact(layout.states() * layout.keyDim(),
                rule.stateColumns(layout.valueDim()))];
        double scale = options.scaleFor(rule, layout.keyDim());
        if (rule instanceof AttentionRule.Comparing comparing) {
            var cache = new CacheStep(comparing.blockForm(), scale, layout);
            step = cache::step;
        } else {
            var linear = new LinearStep(rule.linearForm(), rule.stateRule(), scale, layout);
            step = (in, head, o) -> linear.step(in, head, states, o);
        }
    }

    /** Begins with zero states. */
    public static Step of(AttentionRule rule, int batch, int heads, int keyDim, int valueDim) {
        return of(rule, AttentionOptions.defaults(), batch, heads, keyDim, valueDim);
    }

    /** Begins with zero states. */
    public static Step of(AttentionRule rule, AttentionOptions options, int batch, int heads, int keyDim,
            int valueDim) {
        return new Step(rule, options, Layout.of(batch, heads, 1, keyDim, valueDim));
    }

    /** What one step's inputs look like: the given batch, one step of time. */
    public Layout layout() {
        return layout;
    }

    /** The states, {@code [batch][head][key][value]}: live, to read or to overwrite. */
    public float[] states() {
        return states;
    }

    /** Begins from these states, for example the final states of a prompt. */
    public void load(float[] newStates) {
        if (newStates.length != states.length) {
            throw new IllegalArgumentException(
                    "There are " + newStates.length + " numbers of state; this step has states of "
                            + states.length + " ([batch][head][key][value] of " + layout + ").");
        }
        System.arraycopy(newStates, 0, states, 0, states.length);
    }

    /**
     * Takes one token of every sequence.
     *
     * @param in inputs of {@link #layout()}; an initial state is not looked at
     * @param o  receives the outputs, {@code [batch][head][value]}
     */
    public void next(FloatInputs in, float[] o) {
        if (!in.layout().equals(layout)) {
            throw new IllegalArgumentException(
                    "The inputs have the layout " + in.layout() + "; this step takes " + layout + ".");
        }
        Shapes.check(rule.stateRule(), rule.stateColumns(layout.valueDim()), in);
        Shapes.checkGradients(layout, 0, o.length, 0);
        if (options.strict()) {
            StrictCheck.check(rule.stateRule(), rule.maxBeta(), in);
        }
        for (int head = 0; head < layout.states(); head++) {
            step.step(in, head, o);
        }
    }
}
