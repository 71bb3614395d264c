package dev.linnet.odeen;

/** How two simple propositions make one rule. */
public enum Connective {
    AND("and"), OR("or");

    private final String word;

    Connective(String word) {
        this.word = word;
    }

    /** The word for it in rules. */
    public String word() {
        return word;
    }
}
