package dev.linnet.odeen.learned;

import dev.linnet.odeen.RuleGrammar;
import java.util.List;
import java.util.Optional;

/**
 * Conjectures about a table, the most probable first, and the distance of each to the table's labels. The first n of them are what a
 * rationalist who thinks of n conjectures has to choose from.
 */
public final class Criticism {
    private final List<Conjecture> conjectures;
    private final int[] distances;
    private final RuleGrammar grammar;

    Criticism(List<Conjecture> conjectures, int[] distances, RuleGrammar grammar) {
        this.conjectures = List.copyOf(conjectures);
        this.distances = distances.clone();
        this.grammar = grammar;
    }

    /** The conjectures, the most probable first. */
    public List<Conjecture> conjectures() {
        return conjectures;
    }

    /** Structures of the table that the judge labels otherwise by a conjecture. */
    public int distance(int rank) {
        return distances[rank];
    }

    /** Of the first {@code count} conjectures the nearest, the most probable of equals. */
    public Explanation nearest(int count) {
        BeamSearch.requireBeams(count);
        int best = 0;
        for (int rank = 1; rank < Math.min(count, distances.length); rank++) {
            if (distances[rank] < distances[best]) {
                best = rank;
            }
        }
        return explanation(best);
    }

    /** Of the first {@code count} conjectures the most probable that agrees with all of the table, if there is one. */
    public Optional<Explanation> consistent(int count) {
        Explanation nearest = nearest(count);
        return nearest.distance() == 0 ? Optional.of(nearest) : Optional.empty();
    }

    private Explanation explanation(int rank) {
        Conjecture conjecture = conjectures.get(rank);
        return new Explanation(conjecture, rank, distances[rank], grammar.isRule(conjecture.text()));
    }
}
