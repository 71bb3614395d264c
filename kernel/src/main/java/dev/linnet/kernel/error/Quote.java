package dev.linnet.kernel.error;

import java.util.List;

/** A source line as errors quote it, its number in front and a line of carets below. */
final class Quote {
    private static final int WIDEST = 160;
    private static final int BEFORE = 60;

    private Quote() {}

    /** The line alone. */
    static String line(int number, String text) {
        var shown = text.length() > WIDEST ? text.substring(0, WIDEST) + "..." : text;
        return Ansi.place(String.format("%5d | ", number)) + shown;
    }

    /** The line, and carets under its columns {@code [from, to)}, counted from 0; at least one caret. */
    static List<String> underlined(int number, String text, int from, int to) {
        int start = Math.clamp(from, 0, text.length());
        int end = Math.max(start + 1, Math.min(to, text.length()));
        int cut = 0;
        if (text.length() > WIDEST) {
            cut = Math.max(0, start - BEFORE);
            text = text.substring(cut, Math.min(text.length(), cut + WIDEST));
            end = Math.min(end, cut + text.length() + 1);
        }
        var carets = new StringBuilder();
        for (int i = cut; i < start; i++) {
            carets.append(i - cut < text.length() && text.charAt(i - cut) == '\t' ? '\t' : ' ');
        }
        carets.repeat("^", Math.max(1, end - start));
        var left = cut == 0 ? "" : "...";
        return List.of(Ansi.place(String.format("%5d | ", number)) + left + text,
                Ansi.place("      | ") + " ".repeat(left.length()) + Ansi.error(carets.toString()));
    }
}
