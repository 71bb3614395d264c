package dev.linnet.odeen;

/** How a cell lies to cells of another kind, the grammar's REL. The cells outside the row hold nothing. */
public enum Relation {
    /** A neighbour is of the other kind. */
    TOUCHING("touching"),
    /** Both neighbours are; a cell at an end never is surrounded. */
    SURROUNDED_BY("surrounded_by"),
    /** Some cell further left is. */
    AT_THE_RIGHT_OF("at_the_right_of"),
    /** Some cell further right is. */
    AT_THE_LEFT_OF("at_the_left_of");

    private final String word;

    Relation(String word) {
        this.word = word;
    }

    /** The word for it in rules. */
    public String word() {
        return word;
    }
}
