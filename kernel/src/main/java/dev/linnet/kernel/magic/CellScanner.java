package dev.linnet.kernel.magic;

import java.util.ArrayList;
import java.util.List;

/** One pass over a cell that finds the magics in it. */
final class CellScanner {
    private final String text;
    private final List<CellText.Part> parts = new ArrayList<>();
    private int position;
    /** Where the Java that is not yet a part begins. */
    private int javaStart;
    /** Where the statement that is being read begins, or -1 between statements. */
    private int statementStart = -1;
    private int depth;
    /** Whether only blanks stand before {@code position} on its line. */
    private boolean lineStart = true;
    /** The last two characters that are neither blank nor comment. */
    private char last = ';';
    private char lastButOne = ';';
    private boolean onlyBlanks = true;

    CellScanner(String text) {
        this.text = text;
    }

    CellText scan() throws MagicException {
        int first = 0;
        while (first < text.length() && Character.isWhitespace(text.charAt(first))) {
            first++;
        }
        if (text.startsWith("%%", first) && isNameStart(first + 2)) {
            return new CellText(text, List.of(whole(first)));
        }
        while (position < text.length()) {
            step();
        }
        addJava(text.length());
        return new CellText(text, parts);
    }

    private CellText.Whole whole(int start) {
        int nameEnd = nameEnd(start + 2);
        int end = lineEnd(start);
        int newline = text.indexOf('\n', start);
        return new CellText.Whole(start, end, text.substring(start + 2, nameEnd), nameEnd,
                newline < 0 ? text.length() : newline + 1);
    }

    private void step() throws MagicException {
        char c = text.charAt(position);
        if (c == '\n') {
            lineStart = true;
            position++;
        } else if (Character.isWhitespace(c)) {
            position++;
        } else if (text.startsWith("//", position)) {
            position = lineEnd(position);
        } else if (text.startsWith("/*", position)) {
            int close = text.indexOf("*/", position + 2);
            position = close < 0 ? text.length() : close + 2;
            onlyBlanks &= close >= 0; // the compiler shall say that it has no end
            lineStart = false;
        } else if (c == '%' && isMagic()) {
            magic();
        } else {
            token(c);
        }
    }

    private void token(char c) {
        if (statementStart < 0) {
            statementStart = position;
        }
        lineStart = false;
        if (c == '"') {
            position = text.startsWith("\"\"\"", position) ? textBlockEnd() : quotedEnd('"');
        } else if (c == '\'') {
            position = quotedEnd('\'');
        } else {
            position++;
        }
        if (c == '{' || c == '(' || c == '[') {
            depth++;
        } else if (c == '}' || c == ')' || c == ']') {
            depth = Math.max(0, depth - 1);
        }
        lastButOne = last;
        last = c;
        onlyBlanks = false;
        if (depth == 0 && (c == ';' || c == '}')) {
            statementStart = -1;
        }
    }

    /** Whether the percent sign here cannot be Java's operator: no expression stands before it. */
    private boolean isMagic() {
        boolean doubled = position + 1 < text.length() && text.charAt(position + 1) == '%';
        boolean named = isNameStart(doubled ? position + 2 : position + 1);
        boolean startsStatement = lineStart && (last == ';' || last == '{' || last == '}');
        return named && (startsStatement || isAssigned());
    }

    private boolean isAssigned() {
        return last == '=' && "=!<>+-*/%&|^".indexOf(lastButOne) < 0;
    }

    private void magic() throws MagicException {
        int start = position;
        int nameStart = start + 1;
        int end = lineEnd(start);
        var shown = text.substring(start, end).strip();
        if (text.charAt(nameStart) == '%') {
            throw new MagicException(
                    shown + " must be the first line of its cell: a cell magic takes everything after it.");
        }
        if (depth > 0) {
            throw new MagicException(shown + " stands inside braces or parentheses: a magic must be a line of its own,"
                    + " outside methods, classes and blocks.");
        }
        boolean assigned = isAssigned();
        addJava(assigned ? statementStart : start);
        if (assigned) {
            int semicolon = text.substring(start, end).stripTrailing().length() + start - 1;
            end = text.charAt(semicolon) == ';' ? semicolon : end;
            javaStart = statementStart;
        } else {
            javaStart = end;
        }
        int nameEnd = nameEnd(nameStart);
        parts.add(new CellText.Line(start, end, text.substring(nameStart, nameEnd), nameEnd, assigned));
        position = end;
        lineStart = false;
        last = assigned ? 'x' : ';';
        onlyBlanks = !assigned;
        if (!assigned) {
            statementStart = -1;
        }
    }

    private void addJava(int end) {
        if (!onlyBlanks && !text.substring(javaStart, end).isBlank()) {
            parts.add(new CellText.Java(javaStart, end));
        }
        onlyBlanks = true;
    }

    private boolean isNameStart(int index) {
        return index < text.length() && Character.isJavaIdentifierStart(text.charAt(index));
    }

    private int nameEnd(int start) {
        int end = start;
        while (end < text.length() && (Character.isJavaIdentifierPart(text.charAt(end)) || text.charAt(end) == '.'
                || text.charAt(end) == '-')) {
            end++;
        }
        return end;
    }

    private int lineEnd(int from) {
        int newline = text.indexOf('\n', from);
        int end = newline < 0 ? text.length() : newline;
        return end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
    }

    private int quotedEnd(char quote) {
        for (int i = position + 1; i < text.length() && text.charAt(i) != '\n'; i++) {
            if (text.charAt(i) == quote) {
                return i + 1;
            }
            if (text.charAt(i) == '\\') {
                i++;
            }
        }
        return lineEnd(position);
    }

    private int textBlockEnd() {
        for (int i = position + 3; i < text.length(); i++) {
            if (text.startsWith("\"\"\"", i)) {
                return i + 3;
            }
            if (text.charAt(i) == '\\') {
                i++;
            }
        }
        return text.length();
    }
}
