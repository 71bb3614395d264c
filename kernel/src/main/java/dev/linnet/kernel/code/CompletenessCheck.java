package dev.linnet.kernel.code;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

import dev.linnet.kernel.code.Completeness.Status;

/** Judges whether a cell can run as it stands, needs more lines, or cannot become Java whatever follows. */
final class CompletenessCheck {
    private static final String STEP = "    ";
    /** Words in front of parentheses after which a statement or a block must follow. */
    private static final Set<String> HEADERS = Set.of("if", "while", "for", "switch", "synchronized", "catch", "try");
    private static final Set<String> UNFINISHED_WORDS = Set.of("else", "do", "try", "finally", "new", "return",
            "throw", "instanceof", "extends", "implements", "throws", "permits", "case", "import", "assert");
    private static final Set<String> UNFINISHED_SYMBOLS = Set.of("=", "+", "-", "*", "/", "%", "&", "|", "^", "!", "~",
            "<", ".", ",", "?", ":", "->", "::", "@");

    private final Compiler compiler;
    private final String cell;
    private final List<Token> tokens;
    private final List<Token> code;

    CompletenessCheck(Compiler compiler, String cell) {
        this.compiler = compiler;
        this.cell = cell;
        this.tokens = Tokens.of(cell);
        this.code = tokens.stream().filter(Token::isCode).toList();
    }

    Completeness check() {
        if (cell.stripLeading().startsWith("%%")) {
            boolean ended = cell.indexOf('\n') >= 0 && cell.substring(cell.lastIndexOf('\n')).isBlank();
            return ended ? complete() : incomplete("");
        }
        for (Token token : tokens) {
            if (!token.closed()) {
                boolean more = token.kind() == Token.Kind.TEXT_BLOCK || token.kind() == Token.Kind.BLOCK_COMMENT;
                return more ? incomplete(indentOfLineAt(cell.length())) : invalid();
            }
        }
        Deque<Token> open = new ArrayDeque<>();
        for (Token token : code) {
            String symbol = token.kind() == Token.Kind.SYMBOL ? token.in(cell) : "";
            if (symbol.equals("(") || symbol.equals("[") || symbol.equals("{")) {
                open.push(token);
            } else if ((symbol.equals(")") || symbol.equals("]") || symbol.equals("}"))
                    && (open.isEmpty() || !matches(open.pop().in(cell), symbol))) {
                return invalid();
            }
        }
        if (!open.isEmpty()) {
            return incomplete(indentOfLineAt(open.peek().start()) + STEP);
        }
        if (code.isEmpty()
                || tokens.stream().filter(token -> !token.isComment()).toList().getLast().kind() == Token.Kind.MAGIC) {
            return complete();
        }
        Chunk last = Chunks.of(cell, tokens).getLast();
        if (needsMore(last)) {
            String indent = indentOfLineAt(last.tokens().getLast().start());
            boolean continued = indent.length() > indentOfLineAt(last.start()).length();
            return incomplete(continued ? indent : indent + STEP);
        }
        return compiler.hasSyntaxError(CellUnit.parsing(cell).text()) ? invalid() : complete();
    }

    private boolean needsMore(Chunk chunk) {
        var all = chunk.tokens();
        Token last = all.getLast();
        Token before = all.size() > 1 ? all.get(all.size() - 2) : null;
        String word = last.in(cell);
        if (word.equals("}")) {
            return isTryAlone(all) || isDoAlone(all);
        }
        if (last.kind() == Token.Kind.WORD) {
            boolean soleWord = UNFINISHED_WORDS.contains(word) && !(word.equals("return") && all.size() == 1);
            boolean typeAlone = Keywords.PRIMITIVES.contains(word) && (before == null || !before.is(cell, "."));
            return soleWord || typeAlone || isHeadOnly(chunk) || Chunks.MODIFIERS.contains(word);
        }
        if (last.kind() != Token.Kind.SYMBOL || word.equals(";")) {
            return false;
        }
        boolean step = before != null && before.end() == last.start() && before.is(cell, word)
                && (word.equals("+") || word.equals("-"));
        boolean star = word.equals("*") && chunk.kind() == Chunk.Kind.IMPORT;
        if (UNFINISHED_SYMBOLS.contains(word) && !step && !star) {
            return true;
        }
        return isHeadOnly(chunk) || (word.equals(")") && endsInHeader(all));
    }

    /** A type or a method of which nothing but the head is there, or an annotation alone. */
    private boolean isHeadOnly(Chunk chunk) {
        boolean declaration = chunk.kind() == Chunk.Kind.TYPE || chunk.kind() == Chunk.Kind.METHOD;
        boolean annotation = !declaration && chunk.tokens().getFirst().is(cell, "@");
        String body = declaration ? "{" : "=";
        return (declaration || annotation) && chunk.tokens().stream().noneMatch(token -> token.is(cell, body));
    }

    /** Whether the closing parenthesis at the end is that of an {@code if} or the like, which wants a statement. */
    private boolean endsInHeader(List<Token> all) {
        int depth = 0;
        for (int i = all.size() - 1; i > 0; i--) {
            if (all.get(i).is(cell, ")")) {
                depth++;
            } else if (all.get(i).is(cell, "(") && --depth == 0) {
                Token word = all.get(i - 1);
                boolean called = i > 1 && all.get(i - 2).is(cell, ".");
                boolean endOfDo = word.is(cell, "while") && i > 1 && all.get(i - 2).is(cell, "}")
                        && all.stream().anyMatch(token -> token.is(cell, "do"));
                return HEADERS.contains(word.in(cell)) && !called && !endOfDo;
            }
        }
        return false;
    }

    private boolean isTryAlone(List<Token> all) {
        return all.getFirst().is(cell, "try") && all.size() > 1 && all.get(1).is(cell, "{")
                && blockAfter(all, 1) == all.size() - 1;
    }

    private boolean isDoAlone(List<Token> all) {
        return all.getFirst().is(cell, "do") && all.size() > 1 && all.get(1).is(cell, "{")
                && blockAfter(all, 1) == all.size() - 1;
    }

    /** The index of the brace that closes the one at {@code from}. */
    private int blockAfter(List<Token> all, int from) {
        int depth = 0;
        for (int i = from; i < all.size(); i++) {
            if (all.get(i).is(cell, "{")) {
                depth++;
            } else if (all.get(i).is(cell, "}") && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private String indentOfLineAt(int offset) {
        int lineStart = cell.lastIndexOf('\n', offset - 1) + 1;
        int end = lineStart;
        while (end < cell.length() && (cell.charAt(end) == ' ' || cell.charAt(end) == '\t')) {
            end++;
        }
        return cell.substring(lineStart, end);
    }

    private static boolean matches(String open, String close) {
        return switch (open) {
            case "(" -> close.equals(")");
            case "[" -> close.equals("]");
            default -> close.equals("}");
        };
    }

    private static Completeness complete() {
        return new Completeness(Status.COMPLETE, "");
    }

    private static Completeness invalid() {
        return new Completeness(Status.INVALID, "");
    }

    private static Completeness incomplete(String indent) {
        return new Completeness(Status.INCOMPLETE, indent);
    }
}
