package dev.linnet.kernel.session;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Asks the person in the notebook; every cell can call these without an import. */
public final class Console {
    private Console() {}

    /** Shows {@code prompt} and waits for a line; null at the end of input. */
    public static String input(String prompt) {
        return ask(prompt, false);
    }

    /** Waits for a line. */
    public static String input() {
        return input("");
    }

    /** Shows {@code prompt} and waits for a line that is not shown while it is typed. */
    public static String password(String prompt) {
        return ask(prompt, true);
    }

    private static String ask(String prompt, boolean password) {
        var cell = Cell.current();
        if (cell == null) {
            throw new IllegalStateException("input() works in a cell only: this thread was not started by one.");
        }
        try {
            return cell.input().ask(prompt, password);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
