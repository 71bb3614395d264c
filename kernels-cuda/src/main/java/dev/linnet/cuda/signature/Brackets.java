package dev.linnet.cuda.signature;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;

/** The brackets of a source, comments, literals and preprocessor lines left out. */
public final class Brackets {
    private static final Map<String, String> CLOSED_BY = Map.of("(", ")", "[", "]", "{", "}");

    /** A bracket and its line, from 1. */
    public record Open(String bracket, int line) {
        /** What would close it. */
        public String closer() {
            return CLOSED_BY.get(bracket);
        }
    }

    private Brackets() {}

    /** The innermost bracket that the source opens and never closes. */
    public static Optional<Open> unclosed(String source) {
        var open = new ArrayDeque<Open>();
        for (var token : CppTokens.of(source)) {
            if (CLOSED_BY.containsKey(token.text())) {
                open.push(new Open(token.text(), token.line()));
            } else if (!open.isEmpty() && token.is(open.peek().closer())) {
                open.pop();
            }
        }
        return Optional.ofNullable(open.peek());
    }
}
