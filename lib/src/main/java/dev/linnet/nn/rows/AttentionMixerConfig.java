package dev.linnet.nn.rows;

import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.StateRule;
import dev.linnet.attention.linear.OutputNorm;

/**
 * The token mixer around an attention rule.
 *
 * <pre>
 *   q, k, v = act(conv(W x))      delta rules: q, k of length 1      beta = maxBeta sigmoid(W_beta x)
 *   y = W_o (norm(attention(q, k, v, gates, beta)) ⊙ SiLU(W_r x))
 * </pre>
 *
 * @param rule            what a head remembers; a {@link AttentionRule.Retention} has one decay for each head
 * @param heads           heads
 * @param keyWidth        width of a query and a key of one head
 * @param valueWidth      width of a value of one head
 * @param convolution     taps of the short convolution of q, k and v; 0 for none
 * @param activation      whether SiLU is applied to q, k and v (after the convolution)
 * @param gateForm        how gates come from the token, for rules that have gates from the data
 * @param gateRank        inner width of a gate per channel, z = W_2 (W_1 x) + b; 0 for one full matrix
 * @param gateTemperature divides the log gate of {@link GateForm#LOG_SIGMOID}
 * @param outputNorm      whether the outputs of each head are RMS-normalised, with a weight that the heads share
 * @param outputGate      whether outputs are multiplied by SiLU(W_r x)
 */
public record AttentionMixerConfig(AttentionRule rule, int heads, int keyWidth, int valueWidth, int convolution,
        boolean activation, GateForm gateForm, int gateRank, double gateTemperature, boolean outputNorm,
        boolean outputGate) {
    public AttentionMixerConfig {
        atLeast("heads", heads, 1);
        atLeast("keyWidth", keyWidth, 1);
        atLeast("valueWidth", valueWidth, 1);
        atLeast("convolution", convolution, 0);
        atLeast("gateRank", gateRank, 0);
        if (!(gateTemperature > 0) || Double.isInfinite(gateTemperature)) {
            throw new IllegalArgumentException("gateTemperature is " + gateTemperature
                    + "; it must be above 0 and finite.");
        }
        StateRule state = rule.stateRule();
        if (state.gate() == Gate.FIXED && state.logDecay().size() != heads) {
            throw new IllegalArgumentException("The rule has fixed decays for %d heads, but heads is %d; give one decay"
                    .formatted(state.logDecay().size(), heads) + " for each head.");
        }
        if (rule instanceof AttentionRule.Comparing comparing && !comparing.blockForm().causal()) {
            throw new IllegalArgumentException(
                    "The rule looks ahead, and a language model must not: make it causal.");
        }
    }

    private static void atLeast(String field, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException("%s is %d; it must be at least %d.".formatted(field, value, least));
        }
    }

    /**
     * The layer as the rule's paper has it, for a model of this width: keys and values of width / heads, GLA and the scalar gate with
     * keys of half of it and an output gate, delta rules with SiLU and a convolution of four taps, gated ones with Mamba-2's
     * gate and an output gate.
     *
     * @throws IllegalArgumentException if the heads do not divide the width
     */
    public static AttentionMixerConfig of(AttentionRule rule, int width, int heads) {
        if (heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException("heads is %d and the width %d; the heads must divide the width."
                    .formatted(heads, width));
        }
        int head = width / heads;
        var plain = new AttentionMixerConfig(rule, heads, head, head, 0, false, GateForm.LOG_SIGMOID, 16, 16, false,
                false);
        boolean gated = rule.stateRule().gate() == Gate.SCALAR;
        return switch (rule) {
            case AttentionRule.Comparing _ -> plain;
            case AttentionRule.Linear linear ->
                linear.norm() == OutputNorm.NONE ? plain.withOutput(true, true) : plain;
            case AttentionRule.Retention _ -> plain.withOutput(true, true);
            case AttentionRule.ScalarGated _,AttentionRule.Gla _ ->
                plain.withWidths(Math.max(1, head / 2), head).withOutput(true, true);
            case AttentionRule.DeltaNet _,AttentionRule.GatedDeltaNet _,AttentionRule.DeltaProduct _ ->
                plain.withConvolution(4)
                        .withActivation(true)
                        .withGate(GateForm.SOFTPLUS, 16, 16)
                        .withOutput(true, gated);
        };
    }

    /** This layer with other widths of a head. */
    public AttentionMixerConfig withWidths(int newKeyWidth, int newValueWidth) {
        return new AttentionMixerConfig(rule, heads, newKeyWidth, newValueWidth, convolution, activation, gateForm,
                gateRank, gateTemperature, outputNorm, outputGate);
    }

    /** This layer with a convolution of {@code taps} taps, or none (0). */
    public AttentionMixerConfig withConvolution(int taps) {
        return new AttentionMixerConfig(rule, heads, keyWidth, valueWidth, taps, activation, gateForm, gateRank,
                gateTemperature, outputNorm, outputGate);
    }

    /** This layer with or without SiLU on q, k and v. */
    public AttentionMixerConfig withActivation(boolean silu) {
        return new AttentionMixerConfig(rule, heads, keyWidth, valueWidth, convolution, silu, gateForm, gateRank,
                gateTemperature, outputNorm, outputGate);
    }

    /** This layer with other forget gates. */
    public AttentionMixerConfig withGate(GateForm form, int rank, double temperature) {
        return new AttentionMixerConfig(rule, heads, keyWidth, valueWidth, convolution, activation, form, rank,
                temperature, outputNorm, outputGate);
    }

    /** This layer with or without the norm and the gate of its output. */
    public AttentionMixerConfig withOutput(boolean norm, boolean gate) {
        return new AttentionMixerConfig(rule, heads, keyWidth, valueWidth, convolution, activation, gateForm, gateRank,
                gateTemperature, norm, gate);
    }

    /** This layer with another rule. */
    public AttentionMixerConfig withRule(AttentionRule newRule) {
        return new AttentionMixerConfig(newRule, heads, keyWidth, valueWidth, convolution, activation, gateForm,
                gateRank, gateTemperature, outputNorm, outputGate);
    }

    /** Gates that one token gives: none, one for each head, or one for each key channel. */
    public int gates() {
        return heads * rule.stateRule().gatesPerStep(keyWidth);
    }

    /** Whether queries and keys are divided by their length: for delta rules, which ask for it. */
    public boolean unitKeys() {
        return rule.stateRule().delta();
    }
}
