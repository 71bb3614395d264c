package dev.linnet.kernel.error;

import java.util.List;
import java.util.regex.Pattern;

/** A source line as errors quote it, its number in front and a line of carets below. */
final class Quote {
    /** What ends a line for the compiler; other line ends of Unicode do not. */
    static final Pattern LINE_END = Pattern.compile("\r\n|[\r\n]");
    private static final int WIDEST = 160;
    private static final int BEFORE = 60;
    private static final int BEGINNING = 30;
    /** Less than this is not left out: saying so would take as much. */
    private static final int LITTLE = 30;

    private Quote() {}

    /** The line alone. */
    static String line(int number, String text) {
        int end = end(text, 0);
        var shown = end == text.length() ? text : text.substring(0, end) + Excerpt.leftOut(text.length() - end);
        return Ansi.place(String.format("%5d | ", number)) + shown;
    }

    /** The line, and carets under its columns {@code [from, to)}, counted from 0; at least one caret. */
    static List<String> underlined(int number, String text, int from, int to) {
        int start = Math.clamp(from, 0, text.length());
        int end = Math.max(start + 1, Math.min(to, text.length()));
        int cut = start(text, start);
        int shownEnd = end(text, cut);
        int beginning = Excerpt.between(text, BEGINNING);
        var lead = cut == 0 ? "" : text.substring(0, beginning) + Excerpt.leftOut(cut - beginning) + "...";
        var shown = text.substring(cut, shownEnd);
        var rest = shownEnd == text.length() ? "" : Excerpt.leftOut(text.length() - shownEnd);
        if (shownEnd < text.length()) {
            end = Math.min(end, shownEnd);
        }
        var carets = blank(lead + text.substring(cut, start)) + Ansi.error("^".repeat(Math.max(1, end - start)));
        return List.of(Ansi.place(String.format("%5d | ", number)) + lead + shown + rest,
                Ansi.place("      | ") + carets);
    }

    /** Where the part of a line begins that is shown around {@code place}. */
    private static int start(String text, int place) {
        int start = place - BEFORE;
        return text.length() <= WIDEST + LITTLE || start <= BEGINNING + LITTLE ? 0 : Excerpt.between(text, start);
    }

    private static int end(String text, int start) {
        int end = start + WIDEST;
        return text.length() <= end + LITTLE ? text.length() : Excerpt.between(text, end);
    }

    /** As wide as {@code text}, tabs included. */
    private static String blank(String text) {
        var blank = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            blank.append(text.charAt(i) == '\t' ? '\t' : ' ');
        }
        return blank.toString();
    }
}
