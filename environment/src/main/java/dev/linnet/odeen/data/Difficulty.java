package dev.linnet.odeen.data;

import java.util.Locale;

import dev.linnet.odeen.EquivalenceClasses;
import dev.linnet.odeen.Rule;
import dev.linnet.odeen.RuleTable;

/**
 * How hard a rule is, by several measures that need no player.
 *
 * @param rule         the rule's id
 * @param tokens       tokens of its wording
 * @param leastTokens  tokens of the shortest rule that means the same
 * @param family       simple, relation, and, or
 * @param share        share of structures that it accepts
 * @param wordings     rules that mean the same, itself included
 * @param nearestOther structures in which the most similar rule of another meaning differs
 * @param teaching     structures that the greedy minimizer needs until one meaning is left
 */
public record Difficulty(int rule, int tokens, int leastTokens, String family, double share, int wordings,
        int nearestOther, int teaching) {
    /** Measures a rule on a table over all structures. */
    public static Difficulty of(RuleTable whole, TableBuilder builder, int rule) {
        EquivalenceClasses classes = whole.classes();
        int[] distances = whole.distances(whole.row(rule));
        int nearest = Integer.MAX_VALUE;
        for (int other = 0; other < distances.length; other++) {
            if (distances[other] > 0) {
                nearest = Math.min(nearest, distances[other]);
            }
        }
        int c = classes.classOf(rule);
        return new Difficulty(rule, classes.tokens(rule), classes.tokens(classes.canonical(c)),
                family(whole.universe().grammar().rule(rule)), whole.share(rule), classes.size(c), nearest,
                builder.greedy(rule).table().size());
    }

    private static String family(Rule rule) {
        return switch (rule) {
            case Rule.Simple _ -> "simple";
            case Rule.Relational _ -> "relation";
            case Rule.Compound compound -> compound.connective().word();
        };
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT,
                "%s; tokens: %d, %d at least; accepts %.3f; wordings: %d; nearest other meaning: %d structures; taught by %d",
                family, tokens, leastTokens, share, wordings, nearestOther, teaching);
    }
}
