package dev.linnet.verbal.grammar;

import java.util.Locale;

/** Prior knowledge that a description can state: a form of words that stands somewhere in it. */
public enum Prior {
    PERIODIC("periodic function"), SMOOTH("simple and smooth function"), CIRCLE(
            "decision boundary is a circle"), STRAIGHT("separated by a straight line");

    private final String words;

    Prior(String words) {
        this.words = words;
    }

    /** The form of words. */
    public String words() {
        return words;
    }

    /** A sentence that states it. */
    public String sentence() {
        return switch (this) {
            case PERIODIC -> "It is known that the data follow a periodic function.";
            case SMOOTH -> "It is known that the data follow a simple and smooth function.";
            case CIRCLE -> "It is known that the decision boundary is a circle.";
            case STRAIGHT -> "It is known that the classes are separated by a straight line.";
        };
    }

    /** Whether {@code text} states it, in whatever case. */
    public boolean statedIn(String text) {
        return text.toLowerCase(Locale.ROOT).contains(words);
    }
}
