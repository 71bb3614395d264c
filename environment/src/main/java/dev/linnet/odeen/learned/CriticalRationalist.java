package dev.linnet.odeen.learned;

import dev.linnet.odeen.RuleGrammar;
import dev.linnet.odeen.data.LabelledTable;
import java.util.List;
import java.util.Optional;

/**
 * The critical rationalist network: bold conjectures by a generator, the rule decoder of an empiricist, and criticism by a judge, which reads
 * each conjecture and labels the table's structures by it. Of the conjectures with the smallest distance to the table's labels the most
 * probable one becomes the explanation; what the judge makes of the explanation is the prediction.
 *
 * <p>How many conjectures there are is decided when it is asked, not when it is trained: more of them are more thinking.
 */
public final class CriticalRationalist {
    private final Empiricist generator;
    private final Judge judge;
    private final RuleGrammar grammar;
    private final int beams;

    /**
     * A rationalist.
     *
     * @param generator an empiricist that writes rules
     * @param judge     usually a {@link LearnedInterpreter}
     * @param grammar   tells which conjectures are rules
     * @param beams     conjectures, at least 1
     */
    public CriticalRationalist(Empiricist generator, Judge judge, RuleGrammar grammar, int beams) {
        BeamSearch.requireBeams(beams);
        this.generator = generator;
        this.judge = judge;
        this.grammar = grammar;
        this.beams = beams;
    }

    /** The conjectures about a table and how far each is from it. */
    public Criticism criticise(LabelledTable table) {
        List<Conjecture> conjectures = generator.conjectures(table, beams);
        boolean[][] labels = judge.labels(conjectures, table.structures());
        var distances = new int[conjectures.size()];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = distance(labels[i], table);
        }
        return new Criticism(conjectures, distances, grammar);
    }

    private static int distance(boolean[] labels, LabelledTable table) {
        if (labels == null) {
            return table.size();
        }
        int distance = 0;
        for (int i = 0; i < labels.length; i++) {
            distance += labels[i] == table.label(i) ? 0 : 1;
        }
        return distance;
    }

    /** The explanation of a table: the nearest conjecture, however far it is. */
    public Explanation explain(LabelledTable table) {
        return criticise(table).nearest(beams);
    }

    /** The explanation of a table, or nothing, "I do not know", if every conjecture disagrees with it somewhere. */
    public Optional<Explanation> explainStrictly(LabelledTable table) {
        return criticise(table).consistent(beams);
    }

    /** The labels of structures by an explanation; all false where the judge can make no sense of it. */
    public boolean[] predict(Explanation explanation, int... structures) {
        boolean[] labels = judge.labels(List.of(explanation.conjecture()), structures)[0];
        return labels == null ? new boolean[structures.length] : labels;
    }
}
