package dev.linnet.kernel.error;

import java.util.List;

/**
 * An error as it is shown.
 *
 * @param name    the exception's simple name
 * @param message its message, or the main sentence
 * @param lines   the whole text, with ANSI colours
 */
public record ErrorReport(String name, String message, List<String> lines) {
    public ErrorReport {
        lines = List.copyOf(lines);
    }

    /** An error that needs no more than a sentence. */
    public static ErrorReport of(String name, String message) {
        return new ErrorReport(name, message, List.of(Ansi.error(name) + ": " + message));
    }
}
