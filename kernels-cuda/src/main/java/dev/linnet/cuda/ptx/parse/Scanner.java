package dev.linnet.cuda.ptx.parse;

/** Cuts PTX text into tokens: words (with dots, percent and dollar signs inside; {@code .reg.b32} is two), numbers, strings and single characters. */
final class Scanner {
    private final String text;
    private int at;
    private int line = 1;

    /** Start and end of the current token; empty at the end of the text. */
    private int start;
    private int end;
    private int tokenLine = 1;
    private String token;

    Scanner(String text) {
        this.text = text;
        next();
    }

    String token() {
        return token;
    }

    int line() {
        return tokenLine;
    }

    /** Where the current token starts in the text. */
    int start() {
        return start;
    }

    /** The text from {@code from} to before the current token, on one line. */
    String since(int from) {
        StringBuilder words = new StringBuilder(start - from);
        for (int k = from; k < start; k++) {
            char c = text.charAt(k);
            if (c > ' ') {
                words.append(c);
            } else if (!words.isEmpty() && words.charAt(words.length() - 1) != ' ') {
                words.append(' ');
            }
        }
        return words.toString().stripTrailing();
    }

    boolean atEnd() {
        return token.isEmpty();
    }

    boolean is(String what) {
        return token.equals(what);
    }

    boolean take(String what) {
        if (token.equals(what)) {
            next();
            return true;
        }
        return false;
    }

    String take() {
        String was = token;
        if (was.isEmpty()) {
            throw new PtxException("the PTX ends in the middle", line);
        }
        next();
        return was;
    }

    void expect(String what) {
        if (!take(what)) {
            throw new PtxException("expected '" + what + "' but found '" + token + "'", tokenLine);
        }
    }

    PtxException unexpected(String wanted) {
        return new PtxException("expected " + wanted + " but found '" + token + "'", tokenLine);
    }

    private void next() {
        skipBlanks();
        start = at;
        tokenLine = line;
        if (at >= text.length()) {
            end = at;
            token = "";
            return;
        }
        char c = text.charAt(at);
        if (c == '"') {
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            at++;
        } else if (isWord(c)) {
            at++;
            while (at < text.length() && (isWord(text.charAt(at)) || isScope())
                    && !(c == '.' && text.charAt(at) == '.')) {
                at += isScope() ? 2 : 1;
            }
        } else {
            at++;
        }
        end = Math.min(at, text.length());
        token = text.substring(start, end);
    }

    /** Two colons inside an opcode: {@code .shared::cta}. */
    private boolean isScope() {
        return text.startsWith("::", at);
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '%' || c == '.';
    }

    private void skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                line++;
                at++;
            } else if (c <= ' ') {
                at++;
            } else if (text.startsWith("//", at)) {
                while (at < text.length() && text.charAt(at) != '\n') {
                    at++;
                }
            } else if (text.startsWith("/*", at)) {
                int close = text.indexOf("*/", at + 2);
                if (close < 0) {
                    throw new PtxException("a comment has no end", line);
                }
                for (; at < close + 2; at++) {
                    if (text.charAt(at) == '\n') {
                        line++;
                    }
                }
            } else {
                return;
            }
        }
    }
}
