package dev.linnet.kernel.magic;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a magic's arguments into words. Blanks part words. In double quotes {@code \"} and {@code \\} stand for the
 * second character; single quotes keep everything; outside quotes a backslash protects a blank, a quote or a backslash.
 * Any other backslash is itself, so that Windows paths survive.
 */
final class Words {
    /** A word and where it was typed: {@code [start, end)}, quotes included. */
    record Word(String text, int start, int end) {}

    private Words() {}

    static List<Word> split(String text) throws MagicException {
        var words = new ArrayList<Word>();
        int i = 0;
        while (true) {
            while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
                i++;
            }
            if (i == text.length()) {
                return words;
            }
            int start = i;
            var word = new StringBuilder();
            while (i < text.length() && !Character.isWhitespace(text.charAt(i))) {
                char c = text.charAt(i);
                if (c == '"' || c == '\'') {
                    i = quoted(text, i, word);
                } else if (c == '\\' && i + 1 < text.length() && isProtected(text.charAt(i + 1))) {
                    word.append(text.charAt(i + 1));
                    i += 2;
                } else {
                    word.append(c);
                    i++;
                }
            }
            words.add(new Word(word.toString(), start, i));
        }
    }

    private static boolean isProtected(char c) {
        return Character.isWhitespace(c) || c == '"' || c == '\'' || c == '\\';
    }

    private static int quoted(String text, int open, StringBuilder word) throws MagicException {
        char quote = text.charAt(open);
        for (int i = open + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote) {
                return i + 1;
            }
            if (c == '\\' && quote == '"' && i + 1 < text.length()
                    && (text.charAt(i + 1) == '"' || text.charAt(i + 1) == '\\')) {
                i++;
                c = text.charAt(i);
            }
            word.append(c);
        }
        throw new MagicException("The quote " + quote + " before " + text.substring(open + 1).strip()
                + " is not closed; close it, or write \\" + quote + " for the character itself.");
    }
}
