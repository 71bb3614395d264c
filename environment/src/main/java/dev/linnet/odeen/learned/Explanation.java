package dev.linnet.odeen.learned;

/**
 * The conjecture that agrees best with a table.
 *
 * @param conjecture the rule that is believed in
 * @param rank       its place among the conjectures, 0 for the most probable
 * @param distance   structures of the table that the judge labels otherwise by it
 * @param isRule     whether its words are a rule of the world; I can read others, too
 */
public record Explanation(Conjecture conjecture, int rank, int distance, boolean isRule) {
    @Override
    public String toString() {
        return conjecture.text() + (isRule ? "" : " (not a rule)")
                + (distance == 0 ? "" : ", against " + distance + " of the table");
    }
}
