package dev.linnet.odeen.score;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Means of scores over rules.
 *
 * @param rules                     how many rules
 * @param nearestRuleScore          NRS
 * @param nearestRuleScoreAmbiguous NRS without the demand that the nearest rules all mean the same
 * @param labelAccuracy             L-Acc
 * @param majority                  L-Acc of answering each rule's more frequent label
 * @param ruleAccuracy              R-Acc
 * @param wellFormed                share of explanations that are rules
 * @param hamming                   structures labelled wrongly
 * @param f1                        F1 of the accepted structures
 */
public record ScoreSummary(int rules, double nearestRuleScore, double nearestRuleScoreAmbiguous, double labelAccuracy,
        double majority, double ruleAccuracy, double wellFormed, double hamming, double f1) {
    /**
     * The means of these scores.
     *
     * @throws IllegalArgumentException without a score
     */
    public static ScoreSummary of(List<RuleScore> scores) {
        if (scores.isEmpty()) {
            throw new IllegalArgumentException("The mean of no score is undefined; score 1 rule or more.");
        }
        return new ScoreSummary(scores.size(), mean(scores, s -> s.nearestRule() ? 1 : 0),
                mean(scores, s -> s.nearestAmbiguous() ? 1 : 0), mean(scores, RuleScore::labelAccuracy),
                mean(scores, RuleScore::majority), mean(scores, s -> s.rightRule() ? 1 : 0),
                mean(scores, s -> s.wellFormed() ? 1 : 0), mean(scores, RuleScore::hamming),
                mean(scores, RuleScore::f1));
    }

    private static double mean(List<RuleScore> scores, ToDoubleFunction<RuleScore> value) {
        return scores.stream().mapToDouble(value).average().orElseThrow();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT,
                "%d rules: NRS %.3f (with ambiguous %.3f), L-Acc %.4f (majority %.3f), R-Acc %.3f, wrong labels %.1f, F1 %.3f",
                rules, nearestRuleScore, nearestRuleScoreAmbiguous, labelAccuracy, majority, ruleAccuracy, hamming,
                f1);
    }
}
