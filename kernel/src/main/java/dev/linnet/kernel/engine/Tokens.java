package dev.linnet.kernel.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A cell's tokens and the shapes among them: brackets, types, type arguments. Indices count tokens. */
final class Tokens {
    private static final Set<String> PRIMITIVES = Set.of("boolean", "byte", "short", "char", "int", "long", "float",
            "double", "void");
    /** Words that never begin a type or name a variable. */
    private static final Set<String> KEYWORDS = Set.of("abstract", "assert", "break", "case", "catch", "class", "const",
            "continue", "default", "do", "else", "enum", "extends", "final", "finally", "for", "goto", "if",
            "implements", "import", "instanceof", "interface", "native", "new", "package", "private", "protected",
            "public", "return", "static", "strictfp", "super", "switch", "synchronized", "this", "throw", "throws",
            "transient", "try", "volatile", "while", "true", "false", "null", "_");

    private final CellText cell;
    private final List<Token> tokens;

    Tokens(CellText cell) throws CompileException {
        this.cell = cell;
        this.tokens = Lexer.tokens(cell);
    }

    CellText cell() {
        return cell;
    }

    int size() {
        return tokens.size();
    }

    Token get(int i) {
        return tokens.get(i);
    }

    boolean is(int i, String text) {
        return i >= 0 && i < tokens.size() && tokens.get(i).is(text);
    }

    boolean isWord(int i) {
        return i >= 0 && i < tokens.size() && tokens.get(i).isWord();
    }

    boolean isName(int i) {
        return isWord(i) && !KEYWORDS.contains(tokens.get(i).text()) && !PRIMITIVES.contains(tokens.get(i).text());
    }

    int start(int i) {
        return i < tokens.size() ? tokens.get(i).start() : cell.text().length();
    }

    /** Where token {@code i - 1} ends: the end of a stretch that ends before token {@code i}. */
    int endBefore(int i) {
        return i == 0 ? 0 : tokens.get(i - 1).end();
    }

    /** The words between two offsets of the cell. */
    Set<String> words(int start, int end) {
        Set<String> words = new HashSet<>();
        for (int i = firstAt(start); i < tokens.size() && tokens.get(i).start() < end; i++) {
            if (tokens.get(i).isWord()) {
                words.add(tokens.get(i).text());
            }
        }
        return words;
    }

    /** The tokens between two offsets of the cell: two stretches with equal texts mean the same. */
    List<String> texts(int start, int end) {
        int from = firstAt(start);
        return tokens.subList(from, Math.max(from, firstAt(end))).stream().map(Token::text).toList();
    }

    /** The index of the token that begins at {@code offset}, or -1. */
    int at(int offset) {
        int first = firstAt(offset);
        return first < tokens.size() && tokens.get(first).start() == offset ? first : -1;
    }

    private int firstAt(int offset) {
        int low = 0;
        int high = tokens.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tokens.get(middle).start() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The index of the bracket that closes the one at {@code open}. */
    int match(int open) throws CompileException {
        String closer = closer(open);
        boolean semicolons = closer.equals("}")
                || (closer.equals(")") && (is(open - 1, "for") || is(open - 1, "try")));
        int i = open + 1;
        while (i < tokens.size()) {
            if (closer(i) != null) {
                i = match(i) + 1;
            } else if (isCloser(i)) {
                if (is(i, closer)) {
                    return i;
                }
                throw error("'" + closer + "' expected before '" + tokens.get(i).text() + "'", i);
            } else if (is(i, ";") && !semicolons) {
                throw error("'" + closer + "' expected before ';'", i);
            } else {
                i++;
            }
        }
        throw CompileException.at(cell, "compiler.err.premature.eof",
                "reached the end of the cell: this '" + tokens.get(open).text() + "' is never closed", start(open),
                start(open) + 1);
    }

    String closer(int i) {
        return is(i, "(") ? ")" : is(i, "[") ? "]" : is(i, "{") ? "}" : null;
    }

    boolean isCloser(int i) {
        return is(i, ")") || is(i, "]") || is(i, "}");
    }

    /** The index after the next semicolon outside brackets, or the number of tokens. */
    int afterSemicolon(int from) throws CompileException {
        int i = from;
        while (i < tokens.size()) {
            if (closer(i) != null) {
                i = match(i) + 1;
            } else if (isCloser(i)) {
                throw error("'" + tokens.get(i).text() + "' closes nothing", i);
            } else if (is(i, ";")) {
                return i + 1;
            } else {
                i++;
            }
        }
        return i;
    }

    CompileException error(String message, int i) {
        return CompileException.at(cell, "compiler.err.expected", message, start(i),
                i < tokens.size() ? tokens.get(i).end() : start(i));
    }

    /** The index after the type that begins at {@code from}, or -1. */
    int afterType(int from) throws CompileException {
        int i = afterAnnotations(from);
        if (isWord(i) && PRIMITIVES.contains(tokens.get(i).text())) {
            return afterDimensions(i + 1);
        }
        while (true) {
            if (!isName(i)) {
                return -1;
            }
            i++;
            if (is(i, "<")) {
                i = afterTypeArguments(i);
                if (i < 0) {
                    return -1;
                }
            }
            if (!is(i, ".")) {
                return afterDimensions(i);
            }
            i = afterAnnotations(i + 1);
        }
    }

    int afterDimensions(int from) throws CompileException {
        int i = from;
        while (true) {
            int open = afterAnnotations(i);
            if (!is(open, "[") || !is(open + 1, "]")) {
                return i;
            }
            i = open + 2;
        }
    }

    /** The index after {@code <...>}, or -1 where that is no list of type arguments. */
    int afterTypeArguments(int open) throws CompileException {
        int i = open + 1;
        while (true) {
            i = afterAnnotations(i);
            if (is(i, "?")) {
                i++;
                if (is(i, "extends") || is(i, "super")) {
                    i = afterType(i + 1);
                }
            } else {
                i = afterType(i);
            }
            if (i < 0) {
                return -1;
            }
            if (is(i, ">")) {
                return i + 1;
            }
            if (!is(i, ",")) {
                return -1;
            }
            i++;
        }
    }

    /** The index after annotations, if there are any. */
    int afterAnnotations(int from) throws CompileException {
        int i = from;
        while (is(i, "@") && isWord(i + 1) && !is(i + 1, "interface")) {
            i += 2;
            while (is(i, ".") && isWord(i + 1)) {
                i += 2;
            }
            if (is(i, "(")) {
                i = match(i) + 1;
            }
        }
        return i;
    }

    /** The index after {@code <T extends ...>}, or {@code from} where there is no such thing. */
    int afterTypeParameters(int from) {
        if (!is(from, "<")) {
            return from;
        }
        int depth = 0;
        for (int i = from; i < tokens.size(); i++) {
            if (is(i, "<")) {
                depth++;
            } else if (is(i, ">") && --depth == 0) {
                return i + 1;
            } else if (is(i, ";") || is(i, "{")) {
                return from;
            }
        }
        return from;
    }
}
