package dev.linnet.verbal.grammar;

import java.util.Locale;
import java.util.Optional;

/** What a description says a model does. */
public enum TaskKind {
    REGRESSION, CLASSIFICATION;

    /** The word by which a sentence says it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A sentence that says it. */
    public String sentence() {
        return switch (this) {
            case REGRESSION -> "You are designed to do regression: input and output are real numbers.";
            case CLASSIFICATION -> "You are designed to do classification: the output is class 0 or class 1.";
        };
    }

    /** What {@code text} says, by the word that stands first. */
    public static Optional<TaskKind> statedIn(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int regression = lower.indexOf(REGRESSION.word());
        int classification = lower.indexOf(CLASSIFICATION.word());
        if (regression < 0 && classification < 0) {
            return Optional.empty();
        }
        return Optional.of(classification < 0 || (regression >= 0 && regression < classification)
                ? REGRESSION
                : CLASSIFICATION);
    }
}
