package dev.linnet.kernel.error;

import java.util.regex.Pattern;

/** The few colours that can be read on light and dark ground alike. */
public final class Ansi {
    private static final Pattern CODES = Pattern.compile("\u001B\\[[0-9;]*m");

    private Ansi() {}

    /** What went wrong: red and bold. */
    public static String error(String text) {
        return "\u001B[1;31m" + text + "\u001B[0m";
    }

    /** What to do: green. */
    public static String advice(String text) {
        return "\u001B[32m" + text + "\u001B[0m";
    }

    /** Where: blue. */
    public static String place(String text) {
        return "\u001B[34m" + text + "\u001B[0m";
    }

    /** The text alone. */
    public static String strip(String text) {
        return CODES.matcher(text).replaceAll("");
    }
}
