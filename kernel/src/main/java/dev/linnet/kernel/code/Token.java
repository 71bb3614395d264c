package dev.linnet.kernel.code;

/**
 * A token of a cell's text.
 *
 * @param start  offset of its first UTF-16 unit
 * @param end    offset after its last one
 * @param closed false for a literal or comment that the text ends before it does
 */
record Token(Kind kind, int start, int end, boolean closed) {
    enum Kind {
        WORD, NUMBER, STRING, CHARACTER, TEXT_BLOCK, LINE_COMMENT, BLOCK_COMMENT, MAGIC, SYMBOL
    }

    boolean isComment() {
        return kind == Kind.LINE_COMMENT || kind == Kind.BLOCK_COMMENT;
    }

    /** Whether Java sees it: neither a comment nor a magic. */
    boolean isCode() {
        return !isComment() && kind != Kind.MAGIC;
    }

    boolean isLiteralText() {
        return kind == Kind.STRING || kind == Kind.CHARACTER || kind == Kind.TEXT_BLOCK;
    }

    /** Whether an offset is inside: text typed there becomes part of this token. */
    boolean holds(int offset) {
        return offset > start && (offset < end || (offset == end && (!closed || kind == Kind.LINE_COMMENT)));
    }

    String in(String text) {
        return text.substring(start, end);
    }

    boolean is(String text, String symbolOrWord) {
        return (kind == Kind.SYMBOL || kind == Kind.WORD) && end - start == symbolOrWord.length()
                && text.startsWith(symbolOrWord, start);
    }
}
