package dev.linnet.kernel.code;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The notebook's declarations that a cell mentions, directly or through one another, as Java source. */
final class NotebookNames {
    private final List<String> imports;
    /** Declarations by {@code kind name}; the cell's own ones are left out. */
    private final Map<String, String> declarations = new LinkedHashMap<>();

    private NotebookNames(List<String> imports) {
        this.imports = imports;
    }

    static NotebookNames of(String cell, List<Chunk> chunks, DeclaredNames names) {
        var needed = new NotebookNames(names.imports());
        Set<String> ownTypes = chunks.stream()
                .filter(chunk -> chunk.kind() == Chunk.Kind.TYPE)
                .map(chunk -> declaredType(cell, chunk.tokens()))
                .collect(Collectors.toSet());
        Map<String, List<String>> ownMethods = new LinkedHashMap<>();
        for (Chunk chunk : chunks) {
            if (chunk.kind() == Chunk.Kind.METHOD) {
                String head = head(chunk.in(cell));
                ownMethods.computeIfAbsent(nameBeforeParameters(head), name -> new ArrayList<>()).add(squeeze(head));
            }
        }
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(words(cell));
        while (!open.isEmpty()) {
            String word = open.pop();
            if (!seen.add(word)) {
                continue;
            }
            for (var variable : names.variables()) {
                if (variable.name().equals(word)) {
                    String type = isType(variable.type()) ? variable.type() : "Object";
                    open.addAll(words(type));
                    needed.declarations.put("variable " + word, "static " + type + " " + word + ";");
                }
            }
            for (var method : names.methods()) {
                if (method.name().equals(word)) {
                    String head = head(method.source() == null || method.source().isBlank()
                            ? method.signature()
                            : method.source());
                    if (!ownMethods.getOrDefault(word, List.of()).contains(squeeze(head))) {
                        open.addAll(words(head));
                        needed.declarations.put("method " + head, "static native " + head + ";");
                    }
                }
            }
            for (var type : names.types()) {
                if (type.name().equals(word) && !ownTypes.contains(word) && type.source() != null) {
                    open.addAll(words(type.source()));
                    needed.declarations.put("type " + word, "static " + type.source());
                }
            }
        }
        return needed;
    }

    void appendImports(StringBuilder out) {
        for (String line : imports) {
            out.append(importOf(line)).append('\n');
        }
    }

    void appendDeclarations(StringBuilder out) {
        declarations.values().forEach(declaration -> out.append(declaration).append('\n'));
    }

    /** An import as a whole declaration, however it was given. */
    static String importOf(String line) {
        String text = line.strip();
        return (text.startsWith("import ") ? "" : "import ") + text + (text.endsWith(";") ? "" : ";");
    }

    private static Collection<String> words(String text) {
        return Tokens.code(text)
                .stream()
                .filter(token -> token.kind() == Token.Kind.WORD)
                .map(token -> token.in(text))
                .collect(Collectors.toSet());
    }

    private static boolean isType(String type) {
        var tokens = Tokens.code(type);
        return !type.isBlank() && Chunks.afterType(tokens, type, 0) == tokens.size();
    }

    /** A method's head as it can follow {@code static native}: no modifiers, no body, no comments. */
    static String head(String source) {
        var tokens = Tokens.code(source);
        int parentheses = 0;
        var head = new StringBuilder();
        boolean modifiers = true;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            String word = token.in(source);
            if (parentheses == 0 && (word.equals("{") || word.equals(";"))) {
                break;
            }
            parentheses += word.equals("(") ? 1 : word.equals(")") ? -1 : 0;
            if (modifiers && token.is(source, "@") && i + 1 < tokens.size()) {
                i++;
                if (i + 1 < tokens.size() && tokens.get(i + 1).is(source, "(")) {
                    while (i + 1 < tokens.size() && !tokens.get(i).is(source, ")")) {
                        i++;
                    }
                }
                continue;
            }
            modifiers = modifiers && Chunks.MODIFIERS.contains(word);
            if (!modifiers) {
                boolean gap = i > 0 && tokens.get(i - 1).end() < token.start();
                head.append(gap && !head.isEmpty() ? " " : "").append(word);
            }
        }
        return head.toString();
    }

    private static String squeeze(String head) {
        return head.replace(" ", "");
    }

    private static String nameBeforeParameters(String head) {
        int parenthesis = head.indexOf('(');
        var tokens = Tokens.code(parenthesis < 0 ? head : head.substring(0, parenthesis));
        return tokens.isEmpty() ? "" : tokens.getLast().in(head);
    }

    /** The name that a type declaration declares, or the empty string. */
    static String declaredType(String text, List<Token> tokens) {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (Set.of("class", "interface", "enum", "record").contains(tokens.get(i).in(text))
                    && tokens.get(i + 1).kind() == Token.Kind.WORD) {
                return tokens.get(i + 1).in(text);
            }
        }
        return "";
    }
}
