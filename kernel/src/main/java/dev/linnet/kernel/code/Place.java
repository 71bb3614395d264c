package dev.linnet.kernel.code;

import java.util.List;
import java.util.Set;

/**
 * What can be written at a cursor, judged by the tokens before it.
 *
 * @param start     where the word at the cursor begins
 * @param end       where it ends
 * @param prefix    the part of it before the cursor
 * @param qualifier the dotted name before it, without the last dot; empty where there is none
 */
record Place(Kind kind, int start, int end, String prefix, String qualifier) {
    enum Kind {
        /** A comment, a string, a number or a new name: there is nothing to offer. */
        NOTHING,
        /** After a new name, where only a few words can follow. */
        AFTER_NAME, IMPORT, MEMBER, REFERENCE, TYPE, ANNOTATION, LABEL, CLASS_BODY, STATEMENT, EXPRESSION
    }

    private static final Set<String> BEFORE_TYPE = Set.of("new", "extends", "implements", "throws", "permits",
            "instanceof");
    private static final Set<String> BEFORE_STATEMENT = Set.of("else", "do", "finally", "try");
    private static final Set<String> BEFORE_NEW_NAME = Set.of("class", "interface", "enum", "record", "break",
            "continue", "goto", "package");

    static Place of(String cell, int cursor) {
        int start = cursor;
        while (start > 0 && Character.isJavaIdentifierPart(cell.codePointBefore(start))) {
            start -= Character.charCount(cell.codePointBefore(start));
        }
        int end = cursor;
        while (end < cell.length() && Character.isJavaIdentifierPart(cell.codePointAt(end))) {
            end += Character.charCount(cell.codePointAt(end));
        }
        String prefix = cell.substring(start, cursor);
        var all = Tokens.of(cell.substring(0, cursor));
        Token touched = all.isEmpty() ? null : all.getLast();
        boolean inText = touched != null && touched.holds(cursor) && (!touched.isCode() || touched.isLiteralText());
        boolean number = !prefix.isEmpty() && !Character.isJavaIdentifierStart(prefix.codePointAt(0));
        int wordStart = start;
        var before = all.stream().filter(token -> token.isCode() && token.start() < wordStart).toList();
        Token last = before.isEmpty() ? null : before.getLast();
        boolean dotted = last != null && (last.is(cell, ".") || last.is(cell, "::"));
        int replacedEnd = prefix.isEmpty() && !dotted ? cursor : end;
        Kind kind = inText || number ? Kind.NOTHING : kind(cell, before, start);
        return new Place(kind, start, replacedEnd, prefix, kind == Kind.MEMBER || kind == Kind.IMPORT
                ? qualifier(cell, before)
                : "");
    }

    private static Kind kind(String cell, List<Token> before, int start) {
        int from = statementStart(cell, before);
        Token last = before.isEmpty() ? null : before.getLast();
        if (last != null && from < before.size() && before.get(from).is(cell, "import")) {
            return Kind.IMPORT;
        }
        if (last == null || from == before.size()) {
            return inClassBody(cell, before) ? Kind.CLASS_BODY : Kind.STATEMENT;
        }
        String word = last.in(cell);
        return switch (last.kind()) {
            case WORD -> afterWord(cell, before, from, word, start);
            case NUMBER, STRING, CHARACTER, TEXT_BLOCK -> Kind.AFTER_NAME;
            default -> switch (word) {
                case "." -> Kind.MEMBER;
                case "::" -> Kind.REFERENCE;
                case "@" -> Kind.ANNOTATION;
                case ")" -> Chunks.kindOf(cell, before.subList(from, before.size())) == Chunk.Kind.STATEMENT
                        ? Kind.STATEMENT
                        : Kind.AFTER_NAME;
                case ">", "]" -> Chunks.afterType(before, cell, afterModifiers(cell, before, from)) == before.size()
                        ? Kind.NOTHING
                        : Kind.EXPRESSION;
                case "," -> inLabel(cell, before, from) ? Kind.LABEL : Kind.EXPRESSION;
                default -> Kind.EXPRESSION;
            };
        };
    }

    private static Kind afterWord(String cell, List<Token> before, int from, String word, int start) {
        if (BEFORE_TYPE.contains(word)) {
            return Kind.TYPE;
        }
        if (word.equals("case")) {
            return Kind.LABEL;
        }
        if (BEFORE_STATEMENT.contains(word)) {
            return Kind.STATEMENT;
        }
        if (BEFORE_NEW_NAME.contains(word) || Keywords.PRIMITIVES.contains(word) || word.equals("var")) {
            return Kind.NOTHING;
        }
        if (Chunks.MODIFIERS.contains(word)) {
            return Kind.CLASS_BODY;
        }
        boolean value = Set.of("this", "super", "null", "true", "false").contains(word);
        if (word.equals("yield") || (Keywords.RESERVED.contains(word) && !value)) {
            return Kind.EXPRESSION;
        }
        boolean newLine = cell.substring(before.getLast().end(), start).indexOf('\n') >= 0;
        boolean wholeLine = before.size() - 1 == from || cell.substring(before.get(before.size() - 2).end(),
                before.getLast().start()).indexOf('\n') >= 0;
        return newLine && (wholeLine || !Character.isUpperCase(word.charAt(0))) ? Kind.STATEMENT : Kind.AFTER_NAME;
    }

    private static int afterModifiers(String cell, List<Token> before, int from) {
        int i = from;
        while (i < before.size() && Chunks.MODIFIERS.contains(before.get(i).in(cell))) {
            i++;
        }
        return i;
    }

    private static boolean inLabel(String cell, List<Token> before, int from) {
        return before.get(from).is(cell, "case")
                && before.subList(from, before.size())
                        .stream()
                        .noneMatch(token -> token.is(cell, "->")
                                || token.is(cell, ":") || token.is(cell, "("));
    }

    /** The index of the first token of the statement that the last tokens belong to. */
    private static int statementStart(String cell, List<Token> before) {
        for (int i = before.size(); i > 0; i--) {
            Token token = before.get(i - 1);
            if (token.is(cell, ";") || token.is(cell, "{") || token.is(cell, "}")) {
                return i;
            }
        }
        return 0;
    }

    /** Whether the innermost open brace is that of a type's body. */
    private static boolean inClassBody(String cell, List<Token> before) {
        int depth = 0;
        for (int i = before.size(); i > 0; i--) {
            Token token = before.get(i - 1);
            if (token.is(cell, "}")) {
                depth++;
            } else if (token.is(cell, "{") && depth-- == 0) {
                var head = before.subList(0, i - 1);
                var statement = head.subList(statementStart(cell, head), head.size());
                return Chunks.kindOf(cell, statement) == Chunk.Kind.TYPE || isAnonymousClass(cell, statement);
            }
        }
        return false;
    }

    private static boolean isAnonymousClass(String cell, List<Token> head) {
        if (head.isEmpty() || !head.getLast().is(cell, ")")) {
            return false;
        }
        int depth = 0;
        for (int i = head.size() - 1; i >= 0; i--) {
            if (head.get(i).is(cell, ")")) {
                depth++;
            } else if (head.get(i).is(cell, "(") && --depth == 0) {
                for (int j = i - 1; j >= 0 && (head.get(j).kind() == Token.Kind.WORD || head.get(j).is(cell, ".")
                        || head.get(j).is(cell, "<") || head.get(j).is(cell, ">")); j--) {
                    if (head.get(j).is(cell, "new")) {
                        return true;
                    }
                }
                return false;
            }
        }
        return false;
    }

    private static String qualifier(String cell, List<Token> before) {
        var name = new StringBuilder();
        int i = before.size() - 1;
        while (i >= 1 && before.get(i).is(cell, ".") && before.get(i - 1).kind() == Token.Kind.WORD) {
            name.insert(0, before.get(i - 1).in(cell) + (name.isEmpty() ? "" : "."));
            i -= 2;
        }
        return name.toString();
    }
}
