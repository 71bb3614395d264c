package dev.linnet.odeen.learned;

import dev.linnet.odeen.RuleGrammar;
import dev.linnet.odeen.RuleTable;
import java.util.List;

/** The words' true meaning, which no learner knows. It makes no sense of a string that is no rule. */
public final class TrueInterpreter implements Judge {
    private final RuleTable table;

    /** Takes the labels from a table of all structures. */
    public TrueInterpreter(RuleTable table) {
        if (!table.isWhole()) {
            throw new IllegalArgumentException("The table has %d structures only; the interpreter needs all %d."
                    .formatted(table.columns(), table.universe().structureCount()));
        }
        this.table = table;
    }

    @Override
    public boolean[][] labels(List<Conjecture> conjectures, int[] structures) {
        RuleGrammar grammar = table.universe().grammar();
        var labels = new boolean[conjectures.size()][];
        for (int i = 0; i < labels.length; i++) {
            String text = conjectures.get(i).text();
            if (grammar.isRule(text)) {
                int rule = grammar.id(text);
                labels[i] = new boolean[structures.length];
                for (int j = 0; j < structures.length; j++) {
                    labels[i][j] = table.label(rule, structures[j]);
                }
            }
        }
        return labels;
    }
}
