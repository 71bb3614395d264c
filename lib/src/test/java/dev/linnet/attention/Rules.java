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
                new AttentionRule.DeltaNet(EigenvalueRange.ZERO_TO_ONE),
                new AttentionRule.DeltaNet(EigenvalueRange.MINUS_ONE_TO_ONE),
                new AttentionRule.GatedDeltaNet(EigenvalueRange.MINUS_ONE_TO_ONE),
                new AttentionRule.DeltaProduct(2, false, EigenvalueRange.MINUS_ONE_TO_ONE),
                new AttentionRule.DeltaProduct(3, true, EigenvalueRange.MINUS_ONE_TO_ONE),
                new AttentionRule.DeltaProduct(4, true, EigenvalueRange.ZERO_TO_ONE));
    }

    static Stream<AttentionRule> all() {
        return Stream.concat(withState(), Stream.of(new AttentionRule.Softmax(),
                new AttentionRule.BlockDiagonal(7, Weights.SOFTMAX, true, 0), new AttentionRule.BlockDiagonal(32, Weights.RELA, true, 1)));
    }

    /** NormAttention with a large epsilon: outputs that cancel to nearly zero would otherwise amplify rounding. */
    private static AttentionRule norm(FeatureMap map) {
        return new AttentionRule.Linear(map, OutputNorm.RMS, 1);
    }
}
