package dev.linnet.odeen.score;

/**
 * How a player did on one rule.
 *
 * @param rule                the true rule's id
 * @param labelAccuracy       share of the structures that were labelled rightly
 * @param majority            share that the rule's more frequent label would have got right
 * @param f1                  F1 of the accepted structures; 1 where none was accepted and none is
 * @param hamming             structures that were labelled wrongly
 * @param distance            structures in which the nearest of all rules differs from the labels that were given
 * @param nearestRule         whether the true rule is among the nearest rules and all of these mean the same (NRS)
 * @param nearestAmbiguous    whether the true rule is among the nearest rules
 * @param produced            the text of the explanation, or null where there was none
 * @param wellFormed          whether the explanation is a rule
 * @param rightRule           whether the explanation is a rule that means the same as the true one (R-Acc)
 */
public record RuleScore(int rule, double labelAccuracy, double majority, double f1, int hamming, int distance,
        boolean nearestRule, boolean nearestAmbiguous, String produced, boolean wellFormed, boolean rightRule) {
    /** The explanation, or what there is instead. */
    public String explanation() {
        if (produced == null) {
            return "no explanation";
        }
        return wellFormed ? produced : produced + " (not a rule)";
    }
}
