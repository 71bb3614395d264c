package dev.linnet.kernel.engine;

/** A lexical element of Java; {@code start} and {@code end} count from the beginning of the cell. */
record Token(Kind kind, String text, int start, int end) {
    enum Kind {
        WORD, NUMBER, STRING, CHARACTER, SYMBOL
    }

    boolean is(String other) {
        return kind != Kind.STRING && kind != Kind.CHARACTER && text.equals(other);
    }

    boolean isWord() {
        return kind == Kind.WORD;
    }
}
