package dev.linnet.kernel.engine;

import java.util.List;

/**
 * What a cell came to.
 *
 * @param hasValue whether the cell ended in an expression that has a value (not void, no trailing semicolon)
 * @param value    that value
 * @param notes    sentences for the person in the notebook, such as {@code p was reset: its type P was redefined.}
 */
public record Evaluation(boolean hasValue, Object value, List<String> notes) {
    public Evaluation {
        notes = List.copyOf(notes);
    }
}
