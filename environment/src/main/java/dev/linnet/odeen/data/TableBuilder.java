package dev.linnet.odeen.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.linnet.attention.chunk.Team;
import dev.linnet.odeen.EquivalenceClasses;
import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;

/**
 * Makes tables of observations about a rule: random ones, those of the focus model, and those of the greedy minimizer. All but the
 * drawing of random structures is deterministic.
 */
public final class TableBuilder {
    private final RuleTable table;
    private final Universe universe;
    private FocusModel focus;
    private int[] allAccepting;

    /** @param whole the table over all structures */
    public TableBuilder(RuleTable whole) {
        if (!whole.isWhole()) {
            throw new IllegalArgumentException(
                    "Tables are made from the table over all structures, but got one over " + whole.columns() + ".");
        }
        this.table = whole;
        this.universe = whole.universe();
    }

    /** So many structures drawn evenly from all, with replacement, and their labels. */
    public LabelledTable random(int rule, int size, SplittableRandom random) {
        return labelled(rule, draw(size, null, random));
    }

    /** So many structures drawn evenly from these, with replacement, and their labels. */
    public LabelledTable random(int rule, int[] pool, int size, SplittableRandom random) {
        if (pool.length == 0 && size > 0) {
            throw new IllegalArgumentException("There is nothing to draw " + size + " structures from.");
        }
        return labelled(rule, draw(size, pool, random));
    }

    private int[] draw(int size, int[] pool, SplittableRandom random) {
        if (size < 0) {
            throw new IllegalArgumentException("A table has 0 structures or more, not " + size + ".");
        }
        int[] drawn = new int[size];
        for (int i = 0; i < size; i++) {
            drawn[i] = pool == null ? universe.randomStructure(random) : pool[random.nextInt(pool.length)];
        }
        return drawn;
    }

    private LabelledTable labelled(int rule, int[] structures) {
        boolean[] labels = new boolean[structures.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = table.label(rule, structures[i]);
        }
        return LabelledTable.of(universe, structures, labels);
    }

    /**
     * What a person might show: {@code pairs} simple structures that are unlike each other, each followed by one that is nearly the
     * same and has the other label; {@link FocusModel} has the costs. There are fewer pairs where a label has fewer structures.
     *
     * @throws IllegalArgumentException for a rule that accepts everything or nothing
     */
    public LabelledTable focus(int rule, int pairs) {
        int ones = table.ones(rule);
        if (ones == 0 || ones == table.columns()) {
            throw new IllegalArgumentException("The rule '" + universe.grammar().text(rule) + "' accepts "
                    + (ones == 0 ? "no structure" : "every structure")
                    + "; the focus model needs structures of both labels.");
        }
        if (pairs < 1) {
            throw new IllegalArgumentException("The focus model picks 1 pair or more, not " + pairs + ".");
        }
        if (focus == null) {
            focus = new FocusModel(universe);
        }
        return labelled(rule, focus.pick(table, rule, pairs));
    }

    /** The minimizer from nothing. */
    public GreedyTable greedy(int rule) {
        return greedy(rule, LabelledTable.empty(universe));
    }

    /**
     * Adds to a table the structure that leaves the fewest rules consistent (of equals the one with the smallest id), again and again
     * until no structure leaves fewer.
     */
    public GreedyTable greedy(int rule, LabelledTable begun) {
        universe.requireSame(begun.universe(), "The table to go on with");
        EquivalenceClasses classes = table.classes();
        LabelledTable chosen = begun;
        int[] consistent = IntStream.range(0, table.ruleCount()).toArray();
        for (int i = 0; i < begun.size(); i++) {
            consistent = agreeing(consistent, begun.structure(i), begun.label(i));
        }
        while (true) {
            Team.stopIfInterrupted();
            int[] accepting = consistent.length == table.ruleCount() ? allAccepting() : table.accepting(consistent);
            int best = -1;
            int least = consistent.length;
            for (int column = 0; column < accepting.length; column++) {
                int left = table.label(rule, column) ? accepting[column] : consistent.length - accepting[column];
                if (left < least) {
                    least = left;
                    best = column;
                }
            }
            if (best < 0) {
                break;
            }
            boolean label = table.label(rule, best);
            chosen = chosen.with(best, label);
            consistent = agreeing(consistent, best, label);
        }
        boolean unique = Arrays.stream(consistent).allMatch(r -> classes.equivalent(r, rule));
        return new GreedyTable(chosen, consistent.length, unique);
    }

    private int[] allAccepting() {
        if (allAccepting == null) {
            allAccepting = table.accepting(IntStream.range(0, table.ruleCount()).toArray());
        }
        return allAccepting;
    }

    private int[] agreeing(int[] rules, int structure, boolean label) {
        return Arrays.stream(rules).filter(r -> table.label(r, structure) == label).toArray();
    }

    /** The minimizer's structures, filled up with random ones, or cut, to so many. */
    public LabelledTable greedy(int rule, int size, SplittableRandom random) {
        return filled(rule, greedy(rule).table(), size, random);
    }

    /**
     * A table as the paper's tests have it: pairs of the focus model, then the minimizer's structures, then random ones. The paper
     * does not say how its test tables were made; this is the way that its code suggests. Rules that the focus model refuses begin
     * with the minimizer.
     */
    public LabelledTable informative(int rule, int pairs, int size, SplittableRandom random) {
        int ones = table.ones(rule);
        LabelledTable begun = ones == 0 || ones == table.columns() || pairs == 0
                ? LabelledTable.empty(universe)
                : focus(rule, pairs);
        return filled(rule, greedy(rule, begun.first(size)).table(), size, random);
    }

    private LabelledTable filled(int rule, LabelledTable begun, int size, SplittableRandom random) {
        LabelledTable result = begun.first(size);
        while (result.size() < size) {
            int structure = universe.randomStructure(random);
            result = result.with(structure, table.label(rule, structure));
        }
        return result;
    }
}
