package dev.linnet.odeen.play;

import java.util.Arrays;
import java.util.stream.IntStream;

import dev.linnet.odeen.EquivalenceClasses;
import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.data.LabelledTable;

/** The rules that are consistent with a table of observations, and the classes that these form. */
public final class VersionSpace {
    private final LabelledTable observed;
    private final EquivalenceClasses equivalence;
    private final int[] rules;
    private final int[] classes;

    VersionSpace(LabelledTable observed, EquivalenceClasses equivalence, int[] rules) {
        this.observed = observed;
        this.equivalence = equivalence;
        this.rules = rules;
        this.classes = Arrays.stream(rules).map(equivalence::classOf).distinct().sorted().toArray();
    }

    /** What was observed. */
    public LabelledTable observed() {
        return observed;
    }

    /** The ids of the consistent rules, ascending. */
    public int[] rules() {
        return rules.clone();
    }

    /** The classes of the consistent rules, ascending. */
    public int[] classes() {
        return classes.clone();
    }

    /** How many meanings are left. */
    public int size() {
        return classes.length;
    }

    /** Whether exactly one meaning is left. */
    public boolean isUnique() {
        return classes.length == 1;
    }

    /** The id of the consistent rule with the fewest tokens, the first of equals; -1 where none is consistent. */
    public int simplest() {
        int best = -1;
        int least = Integer.MAX_VALUE;
        for (int c : classes) {
            int canonical = equivalence.canonical(c);
            int tokens = equivalence.tokens(canonical);
            if (tokens < least || (tokens == least && canonical < best)) {
                least = tokens;
                best = canonical;
            }
        }
        return best;
    }

    /**
     * For each column of a table the probability that its structure is accepted: the share of the consistent classes that accept it,
     * each class being as likely as the others. NaN where no rule is consistent.
     */
    public double[] probabilities(RuleTable table) {
        observed.universe().requireSame(table.universe(), "The table of labels");
        int[] counts = table.accepting(Arrays.stream(classes).map(equivalence::canonical).toArray());
        return IntStream.range(0, counts.length).mapToDouble(i -> (double) counts[i] / classes.length).toArray();
    }

    @Override
    public String toString() {
        return "VersionSpace[" + classes.length + (classes.length == 1 ? " class" : " classes") + " of "
                + rules.length + (rules.length == 1 ? " rule" : " rules") + " after " + observed.size()
                + (observed.size() == 1 ? " observation]" : " observations]");
    }
}
