package dev.linnet.kernel.error;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is shown of a text that is too long to be read: how it begins and ends, and how much is left out between. */
final class Excerpt {
    private static final Pattern LONG_WORD = Pattern.compile("[^\\s`]{301,}+");
    private static final int WORD_BEGINNING = 100;
    private static final int WORD_END = 40;
    private static final int LONGEST_MESSAGE = 20_000;
    private static final int MESSAGE_BEGINNING = 10_000;
    private static final int MESSAGE_END = 1_000;

    private Excerpt() {}

    /** A sentence of ours or of the compiler, in which a name of the code may be of any length. */
    static String sentence(String text) {
        return message(LONG_WORD.matcher(text)
                .replaceAll(word -> Matcher.quoteReplacement(cut(word.group(), WORD_BEGINNING, WORD_END))));
    }

    /** The message of an exception. */
    static String message(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : cut(text, MESSAGE_BEGINNING, MESSAGE_END);
    }

    /** What stands in place of so many characters. */
    static String leftOut(int characters) {
        return String.format(Locale.ROOT, "...[%,d characters]", characters);
    }

    /** This place, or the one before it where a character of two UTF-16 units would be cut in two. */
    static int between(String text, int index) {
        return index > 0 && index < text.length() && Character.isLowSurrogate(text.charAt(index))
                && Character.isHighSurrogate(text.charAt(index - 1)) ? index - 1 : index;
    }

    private static String cut(String text, int beginning, int end) {
        int from = between(text, beginning);
        int to = between(text, text.length() - end);
        return text.substring(0, from) + leftOut(to - from) + "..." + text.substring(to);
    }
}
