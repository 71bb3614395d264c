package dev.linnet.cuda.signature;

import java.util.ArrayList;
import java.util.List;

/**
 * C++ parted into words, numbers, literals and signs; comments and preprocessor lines are left out. {@code ::} is one
 * token, every other sign is one character.
 */
final class CppTokens {
    /** A token and the line, from 1, on which it begins. */
    record Token(String text, int line) {
        boolean is(String other) {
            return text.equals(other);
        }

        boolean isWord() {
            return Character.isJavaIdentifierStart(text.charAt(0));
        }
    }

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int line = 1;

    private CppTokens(String text) {
        this.text = text;
    }

    static List<Token> of(String text) {
        var tokens = new CppTokens(text);
        tokens.read();
        return tokens.tokens;
    }

    private void read() {
        boolean lineStart = true;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '\n') {
                lineStart = true;
                advance(position + 1);
            } else if (Character.isWhitespace(c)) {
                position++;
            } else if (text.startsWith("//", position)) {
                advance(logicalLineEnd());
            } else if (text.startsWith("/*", position)) {
                int close = text.indexOf("*/", position + 2);
                advance(close < 0 ? text.length() : close + 2);
            } else if (c == '#' && lineStart) {
                advance(logicalLineEnd());
            } else {
                lineStart = false;
                token(c);
            }
        }
    }

    private void token(char c) {
        if (Character.isJavaIdentifierStart(c)) {
            int end = position;
            while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
                end++;
            }
            var word = text.substring(position, end);
            if (end < text.length() && text.charAt(end) == '"' && word.matches("(u8|u|U|L)?R")) {
                add(rawStringEnd(end));
            } else {
                add(end);
            }
        } else if (Character.isDigit(c)) {
            int end = position;
            while (end < text.length() && (Character.isJavaIdentifierPart(text.charAt(end)) || text.charAt(end) == '.'
                    || text.charAt(end) == '\'')) {
                end++;
            }
            add(end);
        } else if (c == '"' || c == '\'') {
            add(literalEnd(c));
        } else {
            add(position + (text.startsWith("::", position) ? 2 : 1));
        }
    }

    private void add(int end) {
        tokens.add(new Token(text.substring(position, end), line));
        advance(end);
    }

    private void advance(int to) {
        for (int i = position; i < to; i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        position = to;
    }

    /** The end of this line, and of those that a backslash joins to it. */
    private int logicalLineEnd() {
        int end = text.indexOf('\n', position);
        while (end > 0 && text.charAt(end - 1) == '\\') {
            end = text.indexOf('\n', end + 1);
        }
        return end < 0 ? text.length() : end;
    }

    private int literalEnd(char quote) {
        for (int i = position + 1; i < text.length() && text.charAt(i) != '\n'; i++) {
            if (text.charAt(i) == quote) {
                return i + 1;
            }
            if (text.charAt(i) == '\\') {
                i++;
            }
        }
        return logicalLineEnd();
    }

    private int rawStringEnd(int quote) {
        int open = text.indexOf('(', quote);
        if (open < 0) {
            return text.length();
        }
        int close = text.indexOf(")" + text.substring(quote + 1, open) + "\"", open);
        return close < 0 ? text.length() : close + (open - quote) + 1;
    }
}
