package dev.linnet.kernel.notebook.html;

/**
 * A piece of a formula.
 *
 * @param kind what TeX would space it as
 * @param mathML one element
 * @param limits whether its scripts go below and above it where there is room
 */
record TexAtom(Kind kind, String mathML, boolean limits) {
    /** TeX's classes of atoms (The TeXbook, chapter 17). */
    enum Kind {
        ORDINARY, OPERATOR, BINARY, RELATION, OPENING, CLOSING, PUNCTUATION, SPACE
    }

    static TexAtom ordinary(String mathML) {
        return new TexAtom(Kind.ORDINARY, mathML, false);
    }

    static TexAtom space(String em) {
        return new TexAtom(Kind.SPACE, "<mspace width=\"" + em + "em\"></mspace>", false);
    }

    TexAtom with(String scripted) {
        return new TexAtom(kind, scripted, false);
    }

    /** Whether a sign that comes right after this one has nothing to its left: a minus is one of a number then. */
    boolean opensTerm() {
        return switch (kind) {
            case ORDINARY, CLOSING -> false;
            case OPERATOR, BINARY, RELATION, OPENING, PUNCTUATION, SPACE -> true;
        };
    }

    /** Whether TeX puts a thin space between this one and the next: those around the names of functions and sums. */
    boolean isApartFrom(TexAtom next) {
        return switch (kind) {
            case OPERATOR -> next.kind == Kind.ORDINARY || next.kind == Kind.OPERATOR;
            case ORDINARY, CLOSING -> next.kind == Kind.OPERATOR;
            case BINARY, RELATION, OPENING, PUNCTUATION, SPACE -> false;
        };
    }
}
