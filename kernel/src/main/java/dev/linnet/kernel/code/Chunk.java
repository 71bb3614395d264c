package dev.linnet.kernel.code;

import java.util.List;

/**
 * One top-level piece of a cell: an import, a declared type, a method or a statement.
 *
 * @param tokens its tokens as Java sees them, in order, never empty
 */
record Chunk(Kind kind, int start, int end, List<Token> tokens) {
    enum Kind {
        IMPORT, TYPE, METHOD, STATEMENT
    }

    String in(String text) {
        return text.substring(start, end);
    }
}
