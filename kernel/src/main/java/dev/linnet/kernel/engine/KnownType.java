package dev.linnet.kernel.engine;

import java.util.Locale;

/** Initialisers whose type needs no inference: literals and {@code new T(...)}. */
final class KnownType {
    private KnownType() {}

    /** The type of the expression between two tokens as Java text, or null where the compiler must be asked. */
    static String of(Tokens tokens, int from, int to) throws CompileException {
        if (to - from == 1) {
            Token token = tokens.get(from);
            return switch (token.kind()) {
                case STRING -> "java.lang.String";
                case CHARACTER -> "char";
                case NUMBER -> number(token.text().toLowerCase(Locale.ROOT));
                default -> token.is("true") || token.is("false") ? "boolean" : null;
            };
        }
        if (!tokens.is(from, "new")) {
            return null;
        }
        int end = tokens.afterType(from + 1);
        if (end > 0 && tokens.is(end, "(") && tokens.match(end) == to - 1 && !tokens.is(end - 1, "]")) {
            return tokens.cell().text(tokens.start(from + 1), tokens.endBefore(end));
        }
        return null;
    }

    private static String number(String text) {
        boolean hex = text.startsWith("0x");
        if (text.endsWith("l")) {
            return "long";
        }
        if (text.endsWith("f") && (!hex || text.contains("p"))) {
            return "float";
        }
        boolean floating = text.contains(".") || text.contains("p")
                || (!hex && (text.contains("e") || text.endsWith("d")));
        return floating && !text.startsWith("0b") ? "double" : "int";
    }
}
