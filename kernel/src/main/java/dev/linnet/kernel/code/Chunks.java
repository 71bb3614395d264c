package dev.linnet.kernel.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.linnet.kernel.code.Token.Kind;

/** Splits a cell into {@linkplain Chunk chunks}, also where it is half-written. */
final class Chunks {
    private static final Set<String> CONTINUATIONS = Set.of("else", "catch", "finally", "instanceof");
    private static final Set<String> BLOCK_STARTS = Set.of("if", "for", "while", "do", "try", "synchronized", "switch",
            "{");
    static final Set<String> MODIFIERS = Set.of("public", "protected", "private", "static", "final", "abstract",
            "native", "synchronized", "transient", "volatile", "strictfp", "default", "sealed", "non", "-");
    private static final Set<String> TYPE_WORDS = Set.of("class", "interface", "enum", "record");
    /** Words after which a name does not make {@code Type name}. */
    private static final Set<String> NO_TYPES = Set.of("return", "new", "throw", "else", "case", "instanceof", "yield",
            "assert", "break", "continue", "goto", "import", "package", "do", "in", "this", "super");

    private final String text;
    private final List<Token> tokens;
    private final List<Chunk> chunks = new ArrayList<>();
    private int first;

    private Chunks(String text, List<Token> tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    static List<Chunk> of(String text) {
        return of(text, Tokens.of(text));
    }

    static List<Chunk> of(String text, List<Token> allTokens) {
        var splitter = new Chunks(text, allTokens.stream().filter(token -> !token.isComment()).toList());
        splitter.split();
        return splitter.chunks;
    }

    private void split() {
        int braces = 0;
        int parentheses = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.kind() == Kind.MAGIC) {
                end(i);
                first = i + 1;
                braces = 0;
                parentheses = 0;
                continue;
            }
            if (i > first && braces == 0 && restartsAt(i, parentheses)) {
                end(i);
                parentheses = 0;
            }
            switch (token.kind() == Kind.SYMBOL ? token.in(text) : "") {
                case "{" -> braces++;
                case "(", "[" -> parentheses++;
                case ")", "]" -> parentheses = Math.max(0, parentheses - 1);
                case "}" -> {
                    braces = Math.max(0, braces - 1);
                    if (braces == 0 && parentheses == 0 && closesChunk(i)) {
                        end(i + 1);
                    }
                }
                case ";" -> {
                    if (braces == 0 && parentheses == 0) {
                        end(i + 1);
                    }
                }
                default -> {
                    // no bracket and no end
                }
            }
        }
        end(tokens.size());
    }

    private void end(int after) {
        if (after > first) {
            var part = List.copyOf(tokens.subList(first, after));
            chunks.add(new Chunk(kindOf(text, part), part.getFirst().start(), part.getLast().end(), part));
        }
        first = after;
    }

    /** Whether the closing brace at {@code i} ends its chunk. */
    private boolean closesChunk(int i) {
        if (i + 1 >= tokens.size()) {
            return true;
        }
        Token next = tokens.get(i + 1);
        if (next.is(text, ";")) {
            return false;
        }
        if (next.kind() == Kind.WORD) {
            boolean endOfDo = next.is(text, "while") && tokens.get(first).is(text, "do");
            return !endOfDo && !CONTINUATIONS.contains(next.in(text));
        }
        if (next.kind() != Kind.SYMBOL || kindOf(text, tokens.subList(first, i + 1)) != Chunk.Kind.STATEMENT
                || BLOCK_STARTS.contains(tokens.get(first).in(text))) {
            return true;
        }
        return Set.of("{", "@", "(").contains(next.in(text));
    }

    /**
     * Whether a line begins here that can only be a new declaration while the text before it is still open: somebody is
     * in the middle of writing the line above.
     */
    private boolean restartsAt(int i, int parentheses) {
        Token before = tokens.get(i - 1);
        Token token = tokens.get(i);
        if (token.kind() != Kind.WORD || text.substring(before.end(), token.start()).indexOf('\n') < 0) {
            return false;
        }
        Token opening = tokens.get(first);
        boolean prefixed = opening.is(text, "@") || opening.is(text, "<") || MODIFIERS.contains(opening.in(text));
        if (!prefixed && kindOf(text, tokens.subList(i, tokens.size())) != Chunk.Kind.STATEMENT) {
            return true;
        }
        return endsOpen(i - 1, parentheses) && declaresVariable(i);
    }

    /** Whether the token at {@code i} cannot be a modifier, an annotation or a type of a declaration behind it. */
    private boolean endsOpen(int i, int parentheses) {
        Token token = tokens.get(i);
        if (token.kind() != Kind.SYMBOL) {
            return parentheses > 0 || token.isLiteralText() || token.kind() == Kind.NUMBER;
        }
        if (token.is(text, "(")) {
            return i > first && !tokens.get(i - 1).is(text, "for") && !tokens.get(i - 1).is(text, "try");
        }
        return parentheses > 0
                ? !Set.of(";", ",", ")").contains(token.in(text))
                : !Set.of(")", "]", ">", "}", "@", ",", "-", "{").contains(token.in(text));
    }

    private boolean declaresVariable(int i) {
        int name = afterType(tokens, text, i);
        return name > i && name + 1 < tokens.size() && tokens.get(name).kind() == Kind.WORD
                && (tokens.get(name + 1).is(text, "=") || tokens.get(name + 1).is(text, ";"))
                && !NO_TYPES.contains(tokens.get(i).in(text));
    }

    /** The index after a type that begins at {@code i}, or {@code i} where none does. */
    static int afterType(List<Token> tokens, String text, int i) {
        int at = i;
        if (at >= tokens.size() || tokens.get(at).kind() != Kind.WORD || NO_TYPES.contains(tokens.get(at).in(text))) {
            return i;
        }
        at++;
        while (at + 1 < tokens.size() && tokens.get(at).is(text, ".") && tokens.get(at + 1).kind() == Kind.WORD) {
            at += 2;
        }
        if (at < tokens.size() && tokens.get(at).is(text, "<")) {
            at = afterAngles(tokens, text, at);
            if (at < 0) {
                return i;
            }
        }
        while (at + 1 < tokens.size() && tokens.get(at).is(text, "[") && tokens.get(at + 1).is(text, "]")) {
            at += 2;
        }
        return at;
    }

    private static int afterAngles(List<Token> tokens, String text, int i) {
        int depth = 0;
        for (int at = i; at < tokens.size(); at++) {
            Token token = tokens.get(at);
            String symbol = token.kind() == Kind.SYMBOL ? token.in(text) : "";
            if (symbol.equals("<")) {
                depth++;
            } else if (symbol.equals(">")) {
                if (--depth == 0) {
                    return at + 1;
                }
            } else if (token.kind() != Kind.WORD && !Set.of(".", ",", "?", "&", "[", "]", "@").contains(symbol)) {
                return -1;
            }
        }
        return -1;
    }

    /** What a chunk is, from its beginning alone, so that half of it is enough. */
    static Chunk.Kind kindOf(String text, List<Token> tokens) {
        int i = 0;
        while (i < tokens.size()) {
            Token token = tokens.get(i);
            if (token.is(text, "@") && i + 1 < tokens.size() && tokens.get(i + 1).kind() == Kind.WORD
                    && !tokens.get(i + 1).is(text, "interface")) {
                i = afterAnnotation(tokens, text, i);
            } else if (MODIFIERS.contains(token.in(text))
                    && !(i == 0 && token.is(text, "synchronized") && next(tokens, text, i, "("))
                    && !(token.is(text, "-") && i == 0)) {
                i++;
            } else {
                break;
            }
        }
        if (i >= tokens.size()) {
            return tokens.isEmpty() || i == 0 ? Chunk.Kind.STATEMENT : Chunk.Kind.METHOD;
        }
        Token token = tokens.get(i);
        if (token.is(text, "import")) {
            return Chunk.Kind.IMPORT;
        }
        if (token.is(text, "@") || (TYPE_WORDS.contains(token.in(text)) && i + 1 < tokens.size()
                && tokens.get(i + 1).kind() == Kind.WORD)) {
            return Chunk.Kind.TYPE;
        }
        if (TYPE_WORDS.contains(token.in(text)) && !token.is(text, "record")) {
            return Chunk.Kind.TYPE;
        }
        if (token.is(text, "<")) {
            return Chunk.Kind.METHOD;
        }
        int name = afterType(tokens, text, i);
        boolean method = name > i && name + 1 < tokens.size() && tokens.get(name).kind() == Kind.WORD
                && tokens.get(name + 1).is(text, "(") && !BLOCK_STARTS.contains(token.in(text));
        return method ? Chunk.Kind.METHOD : Chunk.Kind.STATEMENT;
    }

    private static boolean next(List<Token> tokens, String text, int i, String symbol) {
        return i + 1 < tokens.size() && tokens.get(i + 1).is(text, symbol);
    }

    private static int afterAnnotation(List<Token> tokens, String text, int i) {
        int at = i + 2;
        while (at + 1 < tokens.size() && tokens.get(at).is(text, ".")) {
            at += 2;
        }
        if (at < tokens.size() && tokens.get(at).is(text, "(")) {
            int depth = 0;
            for (; at < tokens.size(); at++) {
                if (tokens.get(at).is(text, "(")) {
                    depth++;
                } else if (tokens.get(at).is(text, ")") && --depth == 0) {
                    return at + 1;
                }
            }
        }
        return at;
    }
}
