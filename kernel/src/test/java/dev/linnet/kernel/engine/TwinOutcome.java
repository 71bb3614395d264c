package dev.linnet.kernel.engine;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What became of a cell: a value as text, nothing, an exception, or a refusal to compile.
 *
 * @param kind value, nothing, thrown or rejected
 * @param text the value's text and class, or the exception's class and message
 */
record TwinOutcome(String kind, String text) {
    /** JShell's class around a snippet's class, which some messages name. */
    private static final Pattern WRAPPER = Pattern.compile("REPL\\.\\$JShell\\$\\w+[.$]");

    static TwinOutcome nothing() {
        return new TwinOutcome("nothing", "");
    }

    static TwinOutcome rejected() {
        return new TwinOutcome("rejected", "");
    }

    static TwinOutcome value(Object value) {
        String text = Arrays.deepToString(new Object[] {value});
        return new TwinOutcome("value",
                text.substring(1, text.length() - 1) + (value == null ? "" : " " + simple(value.getClass().getName())));
    }

    static TwinOutcome thrown(String className, String message) {
        return new TwinOutcome("thrown", simple(className) + ": "
                + (message == null ? null : WRAPPER.matcher(message).replaceAll("REPL.")));
    }

    /** Where a cell's own class lives is each engine's affair. */
    private static String simple(String className) {
        return className.substring(Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
    }

    boolean failed() {
        return kind.equals("thrown") || kind.equals("rejected");
    }
}
