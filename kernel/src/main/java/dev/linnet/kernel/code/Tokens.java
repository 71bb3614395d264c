package dev.linnet.kernel.code;

import java.util.ArrayList;
import java.util.List;

import dev.linnet.kernel.code.Token.Kind;

/**
 * Cuts a cell's text into tokens and never fails: text that is no Java becomes tokens as well. A line that begins with
 * {@code %} where no statement is open is a magic.
 */
final class Tokens {
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int position;

    private Tokens(String text) {
        this.text = text;
    }

    /** All tokens of a text, comments and magics included. */
    static List<Token> of(String text) {
        var scanner = new Tokens(text);
        while (scanner.position < text.length()) {
            scanner.scan();
        }
        return scanner.tokens;
    }

    /** The tokens that Java sees. */
    static List<Token> code(String text) {
        return of(text).stream().filter(Token::isCode).toList();
    }

    private void scan() {
        int start = position;
        char c = text.charAt(start);
        int codePoint = text.codePointAt(start);
        if (Character.isWhitespace(c)) {
            position++;
        } else if (c == '%' && startsMagic()) {
            add(Kind.MAGIC, endOfLine(start), true);
        } else if (text.startsWith("//", start)) {
            add(Kind.LINE_COMMENT, endOfLine(start), true);
        } else if (text.startsWith("/*", start)) {
            int end = text.indexOf("*/", start + 2);
            add(Kind.BLOCK_COMMENT, end < 0 ? text.length() : end + 2, end >= 0);
        } else if (text.startsWith("\"\"\"", start)) {
            textBlock();
        } else if (c == '"') {
            quoted(Kind.STRING, '"');
        } else if (c == '\'') {
            quoted(Kind.CHARACTER, '\'');
        } else if (Character.isJavaIdentifierStart(codePoint)) {
            add(Kind.WORD, endOfWord(start), true);
        } else if (Character.isDigit(c) || (c == '.' && start + 1 < text.length()
                && Character.isDigit(text.charAt(start + 1)) && !follows(Kind.WORD))) {
            number();
        } else if (text.startsWith("::", start) || text.startsWith("->", start)) {
            add(Kind.SYMBOL, start + 2, true);
        } else {
            add(Kind.SYMBOL, start + Character.charCount(codePoint), true);
        }
    }

    private void add(Kind kind, int end, boolean closed) {
        tokens.add(new Token(kind, position, end, closed));
        position = end;
    }

    private boolean follows(Kind kind) {
        return !tokens.isEmpty() && tokens.getLast().kind() == kind && tokens.getLast().end() == position;
    }

    private int endOfLine(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private int endOfWord(int from) {
        int end = from;
        while (end < text.length() && Character.isJavaIdentifierPart(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        return end;
    }

    private void number() {
        int end = position + 1;
        while (end < text.length()) {
            char c = text.charAt(end);
            char before = text.charAt(end - 1);
            boolean exponentSign = (c == '+' || c == '-') && "eEpP".indexOf(before) >= 0
                    && !text.startsWith("0x", position);
            boolean fraction = c == '.' && end + 1 < text.length() && Character.isDigit(text.charAt(end + 1));
            if (!Character.isLetterOrDigit(c) && c != '_' && !exponentSign && !fraction) {
                break;
            }
            end++;
        }
        add(Kind.NUMBER, end, true);
    }

    private void quoted(Kind kind, char quote) {
        int end = position + 1;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != quote) {
            end += text.charAt(end) == '\\' && end + 1 < text.length() && text.charAt(end + 1) != '\n' ? 2 : 1;
        }
        boolean closed = end < text.length() && text.charAt(end) == quote;
        add(kind, closed ? end + 1 : Math.min(end, text.length()), closed);
    }

    private void textBlock() {
        int end = position + 3;
        while (end < text.length() && !text.startsWith("\"\"\"", end)) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        boolean closed = end < text.length();
        add(Kind.TEXT_BLOCK, closed ? end + 3 : text.length(), closed);
    }

    private boolean startsMagic() {
        int next = position + 1;
        boolean named = next >= text.length() || text.charAt(next) == '%' || text.charAt(next) == '\n'
                || Character.isLetter(text.charAt(next));
        if (!named) {
            return false;
        }
        int lineStart = text.lastIndexOf('\n', position) + 1;
        if (!text.substring(lineStart, position).isBlank()) {
            return false;
        }
        for (Token token : tokens.reversed()) {
            if (!token.isComment()) {
                return token.kind() == Kind.MAGIC || token.is(text, ";") || token.is(text, "}");
            }
        }
        return true;
    }
}
