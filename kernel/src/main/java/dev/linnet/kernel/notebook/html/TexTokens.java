package dev.linnet.kernel.notebook.html;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A formula's tokens, one after the other: commands with their backslash, single characters, and spaces as one. */
final class TexTokens {
    private static final Pattern TOKEN = Pattern.compile("\\\\(?:[a-zA-Z]+|(?s:.))|\\s+|(?s:.)");

    private final List<String> tokens;
    private int next;

    TexTokens(String tex) {
        tokens = TOKEN.matcher(tex)
                .results()
                .map(MatchResult::group)
                .map(token -> token.isBlank() ? " " : token)
                .toList();
    }

    /** The next token that is no space, which stays the next one; empty at the end. */
    String peek() {
        while (next < tokens.size() && tokens.get(next).equals(" ")) {
            next++;
        }
        return next < tokens.size() ? tokens.get(next) : "";
    }

    /** Takes the next token that is no space; empty at the end. */
    String take() {
        String token = peek();
        next++;
        return token;
    }

    /** Takes the next token if it is this one. */
    boolean takes(String token) {
        boolean is = peek().equals(token);
        if (is) {
            next++;
        }
        return is;
    }

    /** Takes this token, which must come. */
    void expect(String token) throws UnknownTexException {
        if (!takes(token)) {
            throw new UnknownTexException();
        }
    }

    /** Whether the very next token, be it a space, is a digit. */
    boolean hasDigit(int ahead) {
        return next + ahead < tokens.size() && tokens.get(next + ahead).matches("[0-9]");
    }

    /** Whether a decimal point with a digit behind it comes at once. */
    boolean hasDecimals() {
        return next < tokens.size() && tokens.get(next).equals(".") && hasDigit(1);
    }

    /** Takes the text in braces as it stands, or the one character that comes. */
    String text() throws UnknownTexException {
        String first = take();
        if (!first.equals("{")) {
            if (first.isEmpty() || first.startsWith("\\")) {
                throw new UnknownTexException();
            }
            return first;
        }
        var text = new ArrayList<String>();
        int open = 1;
        while (next < tokens.size()) {
            String token = tokens.get(next++);
            open += token.equals("{") ? 1 : token.equals("}") ? -1 : 0;
            if (open == 0) {
                return String.join("", text);
            }
            if (token.equals("\\,")) {
                text.add("\u2009");
            } else if (token.matches("\\\\[ %$#&_{}]")) {
                text.add(token.substring(1));
            } else if (token.matches("[\\\\$].*")) {
                throw new UnknownTexException();
            } else if (!token.matches("[{}]")) {
                text.add(token.equals("~") ? " " : token);
            }
        }
        throw new UnknownTexException();
    }
}
