package dev.linnet.kernel.runner;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.linnet.kernel.session.Output;

/** What a failing cell is called in messages: its number, its line and the error. */
final class CellFailure {
    private static final Pattern ANSI = Pattern.compile("\\033\\[[0-9;]*m");
    private static final Pattern PLACE = Pattern.compile("\\bcell (\\d+), line (\\d+)");

    private CellFailure() {}

    static String sentence(int number, Output.Error error) {
        if (error == null) {
            return "Cell " + number + " failed.";
        }
        if (error.ename().equals("CellTimeout")) {
            return error.evalue();
        }
        int line = line(number, error.traceback());
        String message = error.evalue().isBlank() ? "" : ": " + error.evalue().lines().findFirst().orElse("").strip();
        return "Cell " + number + (line == 0 ? "" : ", line " + line) + " failed with " + error.ename() + message;
    }

    /** The first line of this cell that a traceback names, or 0. */
    static int line(int number, List<String> traceback) {
        for (String entry : traceback) {
            Matcher place = PLACE.matcher(plain(entry));
            while (place.find()) {
                if (Integer.parseInt(place.group(1)) == number) {
                    return Integer.parseInt(place.group(2));
                }
            }
        }
        return 0;
    }

    static String plain(String text) {
        return ANSI.matcher(text).replaceAll("");
    }
}
