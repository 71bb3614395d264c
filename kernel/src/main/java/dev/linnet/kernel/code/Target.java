package dev.linnet.kernel.code;

import java.util.List;
import java.util.Optional;

/**
 * The word that an inspection is about.
 *
 * @param start where it begins
 * @param end   where it ends
 */
record Target(int start, int end) {
    /** The word at a cursor or just before it; else the method whose arguments the cursor is in. */
    static Optional<Target> at(String cell, int cursor) {
        List<Token> tokens = Tokens.of(cell);
        for (Token token : tokens) {
            boolean touched = token.start() <= cursor && cursor <= token.end();
            if (touched && token.kind() == Token.Kind.WORD && isName(token.in(cell))) {
                return Optional.of(new Target(token.start(), token.end()));
            }
            if (token.holds(cursor) && (token.isComment() || token.kind() == Token.Kind.MAGIC)) {
                return Optional.empty();
            }
        }
        return call(cell, tokens.stream().filter(Token::isCode).toList(), cursor);
    }

    private static boolean isName(String word) {
        return !Keywords.RESERVED.contains(word) || word.equals("this") || word.equals("super");
    }

    private static Optional<Target> call(String cell, List<Token> tokens, int cursor) {
        int depth = 0;
        for (int i = tokens.size() - 1; i > 0; i--) {
            Token token = tokens.get(i);
            if (token.end() > cursor || token.kind() != Token.Kind.SYMBOL) {
                continue;
            }
            String symbol = token.in(cell);
            if (symbol.equals(")") || symbol.equals("]") || symbol.equals("}")) {
                depth++;
            } else if (depth > 0) {
                depth -= symbol.equals("(") || symbol.equals("[") || symbol.equals("{") ? 1 : 0;
            } else if (symbol.equals("(")) {
                return callee(cell, tokens, i - 1);
            } else if (symbol.equals("{") || symbol.equals(";")) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<Target> callee(String cell, List<Token> tokens, int i) {
        int at = i;
        if (tokens.get(at).is(cell, ">")) {
            while (at > 0 && !tokens.get(at).is(cell, "<")) {
                at--;
            }
            at--;
        }
        if (at < 0 || tokens.get(at).kind() != Token.Kind.WORD || !isName(tokens.get(at).in(cell))) {
            return Optional.empty();
        }
        return Optional.of(new Target(tokens.get(at).start(), tokens.get(at).end()));
    }
}
