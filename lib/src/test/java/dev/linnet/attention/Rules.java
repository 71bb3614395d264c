package dev.linnet.attention;

import dev.linnet.attention.linear.FeatureMap;
import dev.linnet.attention.linear.OutputNorm;
import dev.linnet.attention.softmax.Weights;
import java.util.List;
import java.util.stream.Stream;

/** The rules that tests loop over; those with fixed decays are for two heads. */
final class Rules {
    static final int HEADS = 2;

    private Rules() {}

    static Stream<AttentionRule> withState() {
        return Stream.of(AttentionRule.Linear.plain(), AttentionRule.Linear.normalised(),
                norm(FeatureMap.ELU), norm(FeatureMap.ELU_PLUS_ONE),
                new AttentionRule.Retention(List.of(-0.25, -0.004)),
                new AttentionRule.ScalarGated(), new AttentionRule.Gla(),
                new AttentionRule.DeltaNet(EigenvalueRange.NON_NEGATIVE),
                new AttentionRule.DeltaNet(EigenvalueRange.SIGNED),
                new AttentionRule.GatedDeltaNet(EigenvalueRange.SIGNED),
                new AttentionRule.DeltaProduct(2, false, EigenvalueRange.SIGNED),
                new AttentionRule.DeltaProduct(3, true, EigenvalueRange.SIGNED),
                new AttentionRule.DeltaProduct(4, true, EigenvalueRange.NON_NEGATIVE));
    }

    /** Those whose rounding a norm does not amplify when long sums cancel. */
    static Stream<AttentionRule> withoutNorm() {
        return withState().filter(rule -> rule.linearForm().norm() == OutputNorm.NONE);
    }

    static Stream<AttentionRule> all() {
        return Stream.concat(withState(), Stream.of(new AttentionRule.Softmax(),
                new AttentionRule.BlockDiagonal(7, Weights.SOFTMAX, true, 0),
                new AttentionRule.BlockDiagonal(32, Weights.RELA, true, 1)));
    }

    /** NormAttention with a large epsilon: outputs that cancel to nearly zero would otherwise amplify rounding. */
    private static AttentionRule norm(FeatureMap map) {
        return new AttentionRule.Linear(map, OutputNorm.RMS, 1);
    }
}
