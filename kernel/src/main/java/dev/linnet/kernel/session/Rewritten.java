package dev.linnet.kernel.session;

import dev.linnet.kernel.engine.CodeDiagnostic;

/**
 * Java in which the value of a magic stands in place of the magic.
 *
 * @param text what is compiled
 * @param at   where the replacement begins
 * @param now  how long it is
 * @param then how long the magic was
 */
record Rewritten(String text, int at, int now, int then) {
    static Rewritten unchanged(String text) {
        return new Rewritten(text, text.length(), 0, 0);
    }

    static Rewritten of(String text, int start, int end, String replacement) {
        return new Rewritten(text.substring(0, start) + replacement + text.substring(end), start, replacement.length(),
                end - start);
    }

    /** The diagnostic as if the magic still stood there. */
    CodeDiagnostic original(CodeDiagnostic diagnostic) {
        return new CodeDiagnostic(diagnostic.code(), diagnostic.message(), original(diagnostic.start()),
                original(diagnostic.end()), diagnostic.line(), diagnostic.column());
    }

    private int original(int offset) {
        if (offset <= at) {
            return offset;
        }
        return offset >= at + now ? offset - now + then : at + then;
    }
}
