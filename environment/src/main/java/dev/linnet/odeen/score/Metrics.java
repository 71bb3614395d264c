package dev.linnet.odeen.score;

import dev.linnet.odeen.EquivalenceClasses;
import dev.linnet.odeen.Nearest;
import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;

/**
 * The paper's metrics for labels of some structures, and for an explanation. The nearest rule is looked for among all rules of the
 * universe; what is the same is decided by classes over all structures.
 *
 * <p>Even perfect labels of a sample do not score 1 in NRS: some other class may agree on the whole sample.
 */
public final class Metrics {
    private final RuleTable sample;
    private final EquivalenceClasses classes;

    /**
     * @param sample  the structures that players label
     * @param classes the classes over all structures
     * @throws IllegalArgumentException for a sample of nothing, where no score is defined
     */
    public Metrics(RuleTable sample, EquivalenceClasses classes) {
        if (sample.columns() == 0) {
            throw new IllegalArgumentException("Scores are undefined without a structure to label; take 1 or more.");
        }
        sample.universe().requireSame(classes.universe(), "What the rules mean");
        this.sample = sample;
        this.classes = classes;
    }

    /** On these structures of a whole table's universe. */
    public static Metrics on(RuleTable whole, int... structures) {
        requireWhole(whole);
        return new Metrics(RuleTable.on(whole.universe(), structures), whole.classes());
    }

    /** On all structures. */
    public static Metrics onAll(RuleTable whole) {
        requireWhole(whole);
        return new Metrics(whole, whole.classes());
    }

    private static void requireWhole(RuleTable whole) {
        if (!whole.isWhole()) {
            throw new IllegalArgumentException(
                    "What rules mean is decided by the table over all structures, but got one over " + whole.columns()
                            + "; give RuleTable.of(universe).");
        }
    }

    /** The structures that players label, with the labels of all rules. */
    public RuleTable sample() {
        return sample;
    }

    /** Scores labels alone, one for each structure. */
    public RuleScore score(int rule, boolean... predicted) {
        return score(rule, null, predicted);
    }

    /**
     * Scores labels, one for each structure, and an explanation.
     *
     * @param produced the explanation's text, which need not be a rule; null for none
     */
    public RuleScore score(int rule, String produced, boolean... predicted) {
        if (predicted.length != sample.columns()) {
            throw new IllegalArgumentException("There are " + sample.columns() + " structures to label, but got "
                    + predicted.length + " labels.");
        }
        int positives = sample.ones(rule);
        int accepted = 0;
        int both = 0;
        for (int i = 0; i < predicted.length; i++) {
            accepted += predicted[i] ? 1 : 0;
            both += predicted[i] && sample.label(rule, i) ? 1 : 0;
        }
        int wrong = accepted + positives - 2 * both;
        Nearest nearest = sample.nearest(predicted);
        boolean among = nearest.contains(rule);
        boolean alone = among;
        for (int other : nearest.rules()) {
            alone &= classes.equivalent(rule, other);
        }
        double f1 = accepted + positives == 0 ? 1 : 2.0 * both / (accepted + positives);
        int columns = predicted.length;
        Universe universe = sample.universe();
        boolean wellFormed = produced != null && universe.grammar().isRule(produced);
        return new RuleScore(rule, (double) (columns - wrong) / columns,
                (double) Math.max(positives, columns - positives) / columns, f1, wrong, nearest.distance(), alone,
                among, produced, wellFormed,
                wellFormed && classes.equivalent(universe.grammar().id(produced), rule));
    }

    /** The score of a player whose labels are those of a rule that it proposes. */
    public RuleScore score(int rule, int proposed) {
        boolean[] labels = new boolean[sample.columns()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = sample.label(proposed, i);
        }
        return score(rule, sample.universe().grammar().text(proposed), labels);
    }
}
