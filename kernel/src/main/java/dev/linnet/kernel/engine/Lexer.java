package dev.linnet.kernel.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a cell into tokens, without comments and white space. {@code >} stays alone so that type arguments can be told,
 * except in {@code >=}.
 */
final class Lexer {
    private static final List<String> PAIRS = List.of("->", "::", "==", "!=", "<=", ">=", "++", "--", "&&", "||");

    private static final int HEX_DIGITS = 4;

    private final CellText cell;
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(CellText cell) {
        this.cell = cell;
        this.text = cell.text();
    }

    static List<Token> tokens(CellText cell) throws CompileException {
        Lexer lexer = new Lexer(cell);
        lexer.run();
        return lexer.tokens;
    }

    private void run() throws CompileException {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c) || c == '\u001a') {
                at++;
            } else if (text.startsWith("//", at)) {
                skipLine();
            } else if (text.startsWith("/*", at)) {
                int close = text.indexOf("*/", at + 2);
                if (close < 0) {
                    throw error("compiler.err.unclosed.comment", "unclosed comment: */ is missing", at, at + 2);
                }
                at = close + 2;
            } else if (c == '"') {
                string();
            } else if (c == '\'') {
                quoted('\'', Token.Kind.CHARACTER, "compiler.err.unclosed.char.lit", "unclosed character literal");
            } else if (Character.isJavaIdentifierStart(text.codePointAt(at))) {
                word();
            } else if (c == '\\' && escaped(at) >= 0 && Character.isJavaIdentifierStart(escaped(at))) {
                word();
            } else if (digit(at) || (c == '.' && digit(at + 1))) {
                number();
            } else {
                symbol();
            }
        }
    }

    private boolean digit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private void skipLine() {
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
    }

    private void string() throws CompileException {
        if (!text.startsWith("\"\"\"", at)) {
            quoted('"', Token.Kind.STRING, "compiler.err.unclosed.str.lit", "unclosed string literal");
            return;
        }
        int i = at + 3;
        while (!text.startsWith("\"\"\"", i)) {
            if (i >= text.length()) {
                throw error("compiler.err.unclosed.text.block", "unclosed text block: \"\"\" is missing", at, at + 3);
            }
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        add(Token.Kind.STRING, i + 3);
    }

    private void quoted(char quote, Token.Kind kind, String code, String message) throws CompileException {
        int i = at + 1;
        while (i < text.length() && text.charAt(i) != quote && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        if (i >= text.length() || text.charAt(i) != quote) {
            throw error(code, message, at, Math.min(i, text.length()));
        }
        add(kind, i + 1);
    }

    private void word() {
        int i = at;
        StringBuilder decoded = null;
        while (i < text.length()) {
            int escaped = text.charAt(i) == '\\' ? escaped(i) : -1;
            int point = escaped >= 0 ? escaped : text.codePointAt(i);
            if (!Character.isJavaIdentifierPart(point)) {
                break;
            }
            boolean ignored = Character.isIdentifierIgnorable(point);
            if ((escaped >= 0 || ignored) && decoded == null) {
                decoded = new StringBuilder(text.substring(at, i));
            }
            i = escaped >= 0 ? text.indexOf('u', i) : i;
            while (escaped >= 0 && text.charAt(i) == 'u') {
                i++;
            }
            i += escaped >= 0 ? HEX_DIGITS : Character.charCount(point);
            if (decoded != null && !ignored) {
                decoded.appendCodePoint(point);
            }
        }
        if (decoded == null) {
            add(Token.Kind.WORD, i);
        } else {
            tokens.add(new Token(Token.Kind.WORD, decoded.toString(), at, i));
            at = i;
        }
    }

    /** The character of the Unicode escape at {@code index}, or -1 where there is none. */
    private int escaped(int index) {
        int digits = index + 1;
        while (digits < text.length() && text.charAt(digits) == 'u') {
            digits++;
        }
        if (digits == index + 1 || digits + HEX_DIGITS > text.length()) {
            return -1;
        }
        try {
            return Integer.parseInt(text, digits, digits + HEX_DIGITS, 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void number() {
        boolean hex = text.startsWith("0x", at) || text.startsWith("0X", at);
        int i = at;
        while (i < text.length()) {
            char c = text.charAt(i);
            char previous = i > at ? Character.toLowerCase(text.charAt(i - 1)) : ' ';
            boolean sign = (c == '+' || c == '-') && previous == (hex ? 'p' : 'e');
            if (!sign && c != '.' && !Character.isLetterOrDigit(c) && c != '_') {
                break;
            }
            i++;
        }
        add(Token.Kind.NUMBER, i);
    }

    private void symbol() {
        if (text.startsWith("...", at)) {
            add(Token.Kind.SYMBOL, at + 3);
        } else if (at + 2 <= text.length() && PAIRS.contains(text.substring(at, at + 2))) {
            add(Token.Kind.SYMBOL, at + 2);
        } else {
            add(Token.Kind.SYMBOL, at + Character.charCount(text.codePointAt(at)));
        }
    }

    private void add(Token.Kind kind, int end) {
        int to = Math.min(end, text.length());
        tokens.add(new Token(kind, text.substring(at, to), at, to));
        at = to;
    }

    private CompileException error(String code, String message, int start, int end) {
        return CompileException.at(cell, code, message, start, end);
    }
}
