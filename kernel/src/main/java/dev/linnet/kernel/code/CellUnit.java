package dev.linnet.kernel.code;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A compilation unit that stands in for a cell: the notebook's names that the cell mentions as members of a class, the
 * cell's own types and methods beside them, and its statements up to the cursor in a method. What is open at the cursor
 * is closed, so that javac can make sense of half-written text.
 *
 * @param text      Java source
 * @param spans     which parts of it are parts of the cell
 * @param inMember  whether the cursor is in a type or a method rather than in a statement
 * @param inImport  whether the cursor is in an import
 * @param cursorChunk the text of the chunk at the cursor, up to the cursor
 */
record CellUnit(String text, List<Span> spans, boolean inMember, boolean inImport, String cursorChunk) {
    /** The class that everything is in. */
    static final String CLASS = "$Cell$";
    /** The method that the statements are in. */
    static final String METHOD = "$statements$";
    /** The name that stands at the cursor. */
    static final String PLACEHOLDER = "$cursor$";

    private static final Set<String> FIELD_MODIFIERS = Set.of("public", "protected", "private", "static", "transient",
            "volatile");

    /** A part of the cell and where it is in the unit. */
    record Span(int start, int end, int unitStart) {}

    /** The offset in this unit of an offset of the cell, or -1 where the unit leaves that part out. */
    int unitOffset(int cellOffset) {
        for (Span span : spans) {
            if (cellOffset >= span.start && cellOffset <= span.end) {
                return span.unitStart + cellOffset - span.start;
            }
        }
        return -1;
    }

    /** The cell up to {@code cursor} with a placeholder for the word that is being written there. */
    static CellUnit completing(String cell, int cursor, DeclaredNames names) {
        return new Builder(cell, cursor, true, names).build();
    }

    /** The cell with everything that is at {@code cursor} kept. */
    static CellUnit inspecting(String cell, int cursor, DeclaredNames names) {
        return new Builder(cell, cursor, false, names).build();
    }

    /** A cell as a unit in which every syntax error is one of the cell. */
    static CellUnit parsing(String cell) {
        return new Builder(cell, cell.length(), false, DeclaredNames.NONE).build();
    }

    private static final class Builder {
        private final String cell;
        private final int cursor;
        private final boolean placeholder;
        private final DeclaredNames names;
        private final List<Chunk> chunks;
        private final Chunk current;
        private final Chunk.Kind kind;
        private final StringBuilder out = new StringBuilder();
        private final List<Span> spans = new ArrayList<>();

        Builder(String cell, int cursor, boolean placeholder, DeclaredNames names) {
            this.cell = cell;
            this.cursor = cursor;
            this.placeholder = placeholder;
            this.names = names;
            this.chunks = Chunks.of(cell);
            this.current = chunkAt(chunks, cell, cursor);
            this.kind = current == null
                    ? Chunk.Kind.STATEMENT
                    : Chunks.kindOf(cell, placeholder ? head() : current.tokens());
        }

        private List<Token> head() {
            return current == null
                    ? List.of()
                    : current.tokens().stream().filter(token -> token.start() < cursor).toList();
        }

        CellUnit build() {
            NotebookNames.of(cell, chunks, names).appendImports(out);
            for (Chunk chunk : chunks) {
                if (chunk.kind() == Chunk.Kind.IMPORT && (!chunk.equals(current) || !placeholder)) {
                    append(chunk, chunk.end(), endsIn(chunk, ";") ? "\n" : ";\n");
                }
            }
            out.append("class ").append(CLASS).append(" {\n");
            NotebookNames.of(cell, chunks, names).appendDeclarations(out);
            boolean inMember = kind == Chunk.Kind.TYPE || kind == Chunk.Kind.METHOD;
            if (inMember) {
                appendVariables();
            }
            for (Chunk chunk : chunks) {
                boolean member = chunk.kind() == Chunk.Kind.TYPE || chunk.kind() == Chunk.Kind.METHOD;
                if (member && !chunk.equals(current)) {
                    out.append("static ");
                    append(chunk, chunk.end(), "\n");
                }
            }
            if (inMember) {
                out.append("static ");
                appendCurrent();
            }
            out.append("static Object ").append(METHOD).append("() throws Throwable {\n");
            for (Chunk chunk : chunks) {
                if (chunk.equals(current) || chunk.start() >= cursor) {
                    break;
                }
                if (chunk.kind() == Chunk.Kind.STATEMENT) {
                    append(chunk, chunk.end(), endsIn(chunk, ";") ? "\n" : ";\n");
                }
            }
            if (!inMember && !(kind == Chunk.Kind.IMPORT && !placeholder)) {
                appendCurrent();
            }
            out.append("\nreturn null;\n}\n}\n");
            String written = current == null ? "" : cell.substring(current.start(), Math.max(current.start(), cursor));
            return new CellUnit(out.toString(), List.copyOf(spans), inMember, kind == Chunk.Kind.IMPORT, written);
        }

        private boolean endsIn(Chunk chunk, String symbol) {
            return chunk.tokens().getLast().is(cell, symbol);
        }

        private void appendCurrent() {
            if (current == null || kind == Chunk.Kind.IMPORT) {
                spans.add(new Span(cursor, cursor, out.length()));
                out.append(placeholder ? PLACEHOLDER + ";\n" : "\n");
            } else if (placeholder) {
                append(current, cursor, "");
            } else {
                boolean ended = endsIn(current, ";") || (kind != Chunk.Kind.STATEMENT && endsIn(current, "}"));
                append(current, current.end(), ended ? "\n" : kind == Chunk.Kind.TYPE ? "{}\n" : ";\n");
            }
        }

        /** Appends a chunk up to an offset, then closes what is open. */
        private void append(Chunk chunk, int until, String ending) {
            boolean atCursor = placeholder && chunk.equals(current);
            var text = new StringBuilder(cell.substring(chunk.start(), until));
            if (chunk.kind() == Chunk.Kind.STATEMENT) {
                blankModifiers(chunk, text);
            }
            Deque<String> open = new ArrayDeque<>();
            boolean anyBrace = false;
            Token before = null;
            for (Token token : chunk.tokens()) {
                if (token.start() >= until) {
                    break;
                }
                switch (token.kind() == Token.Kind.SYMBOL ? token.in(cell) : "") {
                    case "(" -> open.push(")");
                    case "[" -> open.push("]");
                    case "{" -> {
                        anyBrace = true;
                        boolean values = before != null && (before.is(cell, "]") || before.is(cell, "=")
                                || (before.is(cell, "{") && "}".equals(open.peek())));
                        open.push(values ? "}" : ";}");
                    }
                    case ")", "]" -> {
                        if (token.in(cell).equals(open.peek())) {
                            open.pop();
                        }
                    }
                    case "}" -> {
                        while (!open.isEmpty() && !open.peek().endsWith("}")) {
                            open.pop();
                        }
                        if (open.isEmpty()) {
                            text.setCharAt(token.start() - chunk.start(), ' ');
                        } else {
                            open.pop();
                        }
                    }
                    default -> {
                        // opens and closes nothing
                    }
                }
                before = token;
            }
            spans.add(new Span(chunk.start(), until, out.length()));
            out.append(text);
            if (before != null && !before.closed()) {
                out.append(before.kind() == Token.Kind.TEXT_BLOCK ? "\n\"\"\"" : "\"");
            }
            if (atCursor) {
                out.append(' ').append(PLACEHOLDER);
                if (before != null && before.is(cell, "case")) {
                    out.append(" : ");
                }
            }
            open.forEach(out::append);
            if (atCursor) {
                out.append(kind == Chunk.Kind.TYPE && !anyBrace ? "{}\n" : open.isEmpty() || !anyBrace ? ";\n" : "\n");
            } else {
                out.append(ending);
            }
        }

        /** Modifiers of fields, which a local variable may not have. */
        private void blankModifiers(Chunk chunk, StringBuilder text) {
            for (Token token : chunk.tokens()) {
                if (!FIELD_MODIFIERS.contains(token.in(cell)) || token.end() - chunk.start() > text.length()) {
                    break;
                }
                text.replace(token.start() - chunk.start(), token.end() - chunk.start(),
                        " ".repeat(token.end() - token.start()));
            }
        }

        /** The cell's variables as fields, for the methods and types of the same cell that use them. */
        private void appendVariables() {
            Set<String> seen = new LinkedHashSet<>();
            for (Chunk chunk : chunks) {
                var tokens = chunk.tokens();
                if (chunk.kind() != Chunk.Kind.STATEMENT || chunk.equals(current)) {
                    continue;
                }
                int from = 0;
                while (from < tokens.size() - 1 && Chunks.MODIFIERS.contains(tokens.get(from).in(cell))) {
                    from++;
                }
                int name = Chunks.afterType(tokens, cell, from);
                if (name <= from || name + 1 >= tokens.size() || tokens.get(name).kind() != Token.Kind.WORD
                        || !(tokens.get(name + 1).is(cell, "=") || tokens.get(name + 1).is(cell, ";"))) {
                    continue;
                }
                String type = cell.substring(tokens.get(from).start(), tokens.get(name - 1).end());
                if (type.equals("var")) {
                    type = typeOfNew(tokens, name + 2);
                }
                if (!type.isEmpty() && seen.add(tokens.get(name).in(cell))) {
                    out.append("static ").append(type).append(' ').append(tokens.get(name).in(cell)).append(";\n");
                }
            }
        }

        private String typeOfNew(List<Token> tokens, int at) {
            if (at >= tokens.size() || !tokens.get(at).is(cell, "new")) {
                return "";
            }
            int after = Chunks.afterType(tokens, cell, at + 1);
            boolean diamond = after > at + 2 && tokens.get(after - 1).is(cell, ">")
                    && tokens.get(after - 2).is(cell, "<");
            return after > at + 1 && !diamond
                    ? cell.substring(tokens.get(at + 1).start(), tokens.get(after - 1).end())
                    : "";
        }
    }

    /** The chunk that text typed at {@code cursor} continues, or null where it begins a new one. */
    private static Chunk chunkAt(List<Chunk> chunks, String cell, int cursor) {
        Chunk found = null;
        for (Chunk chunk : chunks) {
            if (chunk.start() < cursor || (chunk.start() == cursor && found == null)) {
                found = chunk;
            }
        }
        if (found == null || cursor < found.end()) {
            return found;
        }
        Token last = found.tokens().getLast();
        if (last.is(cell, ";") || last.is(cell, "}")) {
            return null;
        }
        boolean magicBetween = Tokens.of(cell)
                .stream()
                .anyMatch(token -> token.kind() == Token.Kind.MAGIC && token.start() >= last.end()
                        && token.end() <= cursor);
        return magicBetween ? null : found;
    }
}
