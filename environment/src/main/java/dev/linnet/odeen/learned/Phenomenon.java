package dev.linnet.odeen.learned;

import dev.linnet.odeen.RuleTable;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A rule with structures that it labels: what a learner is shown of one rule of the world.
 *
 * @param rule       the rule's words, separated by one space
 * @param structures their numbers; the same one may come more than once
 * @param labels     of the structures, true for accepted
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record Phenomenon(String rule, int[] structures, boolean[] labels) {
    /** Rules with all structures of their universe. */
    public static List<Phenomenon> whole(RuleTable whole, List<Integer> rules) {
        requireWhole(whole);
        int[] all = IntStream.range(0, whole.columns()).map(whole::structure).toArray();
        return rules.stream().map(rule -> of(whole, rule, all)).toList();
    }

    /** Rules with so many different structures each, drawn for each rule by itself. */
    public static List<Phenomenon> sampled(RuleTable whole, List<Integer> rules, int structures, long seed) {
        requireWhole(whole);
        var random = new SplittableRandom(seed);
        return rules.stream().map(rule -> of(whole, rule, whole.universe().sample(structures, random))).toList();
    }

    private static void requireWhole(RuleTable whole) {
        if (!whole.isWhole()) {
            throw new IllegalArgumentException(
                    "Phenomena are taken from the table over all structures, but got one over "
                            + whole.columns() + "; give RuleTable.of(universe).");
        }
    }

    private static Phenomenon of(RuleTable whole, int rule, int[] structures) {
        var labels = new boolean[structures.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = whole.label(rule, structures[i]);
        }
        return new Phenomenon(whole.universe().grammar().text(rule), structures, labels);
    }

    public Phenomenon {
        if (structures.length == 0 || structures.length != labels.length) {
            throw new IllegalArgumentException(
                    "The rule '%s' has %d structures and %d labels; it needs as many of both, "
                            .formatted(rule, structures.length, labels.length) + "at least one.");
        }
    }
}
