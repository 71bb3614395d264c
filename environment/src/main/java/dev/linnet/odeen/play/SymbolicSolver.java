package dev.linnet.odeen.play;

import java.util.Arrays;
import java.util.SplittableRandom;

import dev.linnet.odeen.EquivalenceClasses;
import dev.linnet.odeen.Nearest;
import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;
import dev.linnet.odeen.data.LabelledTable;

/**
 * The ideal observer: knows the language and what it means, considers every rule, and thinks each class of equivalent ones as likely
 * as the others. No player can do better from the same table, so its scores are the ceiling of learned ones.
 */
public final class SymbolicSolver {
    private final Universe universe;
    private final EquivalenceClasses classes;

    /** @param whole the table over all structures, whose classes say which rules mean the same */
    public SymbolicSolver(RuleTable whole) {
        if (!whole.isWhole()) {
            throw new IllegalArgumentException("The solver needs the classes over all structures.");
        }
        this.universe = whole.universe();
        this.classes = whole.classes();
    }

    /**
     * The rules that agree with all observations; all of them for an empty table.
     *
     * @throws IllegalArgumentException for a table that has both labels for one structure
     */
    public VersionSpace versionSpace(LabelledTable table) {
        universe.requireSame(table.universe(), "The table of observations");
        var contradictions = table.contradictions();
        if (!contradictions.isEmpty()) {
            throw new IllegalArgumentException("The table has both labels for '"
                    + universe.structure(contradictions.getFirst())
                    + "'; the solver needs one that does not contradict itself.");
        }
        RuleTable columns = RuleTable.on(universe, table.structures());
        return new VersionSpace(table, classes, columns.consistent(table.packedLabels()));
    }

    /** The shortest consistent rule; without one the shortest of the nearest, see {@link Explanation#distance}. */
    public Explanation explain(LabelledTable table) {
        VersionSpace space = versionSpace(table);
        return space.size() == 0 ? nearest(table) : new Explanation(space.simplest(), 0, space.size());
    }

    /** A rule of a random consistent class, each as likely as the others; without one the shortest of the nearest. */
    public Explanation explain(LabelledTable table, SplittableRandom random) {
        VersionSpace space = versionSpace(table);
        if (space.size() == 0) {
            return nearest(table);
        }
        int drawn = space.classes()[random.nextInt(space.size())];
        return new Explanation(classes.canonical(drawn), 0, space.size());
    }

    private Explanation nearest(LabelledTable table) {
        Nearest nearest = RuleTable.on(universe, table.structures()).nearest(table.packedLabels());
        var space = new VersionSpace(table, classes, nearest.rules());
        return new Explanation(space.simplest(), nearest.distance(), space.size());
    }

    /**
     * The structure whose label would tell most: of the consistent classes as near to half as possible accept it; of equals the one
     * with the smallest id.
     *
     * @param whole the table over all structures
     */
    public int bestQuery(VersionSpace space, RuleTable whole) {
        universe.requireSame(whole.universe(), "The table of all labels");
        int[] accepting = whole.accepting(Arrays.stream(space.classes()).map(classes::canonical).toArray());
        int best = 0;
        int least = Integer.MAX_VALUE;
        for (int structure = 0; structure < accepting.length; structure++) {
            int unbalance = Math.abs(2 * accepting[structure] - space.size());
            if (unbalance < least) {
                least = unbalance;
                best = structure;
            }
        }
        return best;
    }

    /**
     * What a solver proposes.
     *
     * @param rule     the rule's id
     * @param distance observations that it does not agree with; 0 unless no rule agrees with all
     * @param classes  how many classes were equally good
     */
    public record Explanation(int rule, int distance, int classes) {
        /** Whether the rule agrees with every observation; a strict player says nothing where it does not. */
        public boolean isConsistent() {
            return distance == 0;
        }
    }
}
