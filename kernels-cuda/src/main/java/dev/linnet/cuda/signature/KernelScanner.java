package dev.linnet.cuda.signature;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.linnet.cuda.signature.CppTokens.Token;

/**
 * Finds the kernels of a source by their {@code __global__}. It only reads names: types come from the compiler. Kernels
 * that macros write are not seen here.
 */
public final class KernelScanner {
    /** Words that a parenthesis may follow without being the kernel's name. */
    private static final Set<String> ATTRIBUTES = Set.of("__launch_bounds__", "__cluster_dims__", "__block_size__",
            "__maxnreg__", "__attribute__", "alignas", "__declspec", "decltype", "noexcept");
    private static final Set<String> TYPE_WORDS = Set.of("void", "bool", "char", "short", "int", "long", "float",
            "double", "signed", "unsigned", "auto");
    private static final Set<String> QUALIFIERS = Set.of("const", "volatile", "struct", "class", "enum", "typename",
            "__restrict__", "__restrict", "restrict", "__grid_constant__", "register");

    private final List<Token> tokens;
    private final Map<String, KernelDeclaration> found = new LinkedHashMap<>();
    /** The namespace that each open brace belongs to; empty for any other brace. */
    private final Deque<String> scopes = new ArrayDeque<>();
    /** Where the declaration that is being read begins. */
    private int start;

    private KernelScanner(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The kernels of {@code source}, each once, in the order of their first appearance. */
    public static List<KernelDeclaration> scan(String source) {
        var scanner = new KernelScanner(CppTokens.of(source));
        scanner.read();
        return List.copyOf(scanner.found.values());
    }

    private void read() {
        for (int i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            if (token.is("{")) {
                scopes.push(namespaceBefore(i));
                start = i + 1;
            } else if (token.is("}")) {
                if (!scopes.isEmpty()) {
                    scopes.pop();
                }
                start = i + 1;
            } else if (token.is(";")) {
                start = i + 1;
            } else if (token.is("__global__")) {
                i = kernel(i);
            }
        }
    }

    /** The names of the namespaces that a brace opens, ending with {@code ::}; empty for any other brace. */
    private String namespaceBefore(int brace) {
        var name = new StringBuilder();
        for (int i = start; i < brace; i++) {
            if (tokens.get(i).is("namespace")) {
                for (int part = i + 1; part < brace; part++) {
                    if (tokens.get(part).isWord() && !tokens.get(part).is("inline")) {
                        name.append(tokens.get(part).text()).append("::");
                    }
                }
                return name.toString();
            }
        }
        return "";
    }

    /** Reads the declaration around the {@code __global__} at {@code index}; returns the last token that it took. */
    private int kernel(int index) {
        int open = index + 1;
        while (open < tokens.size() && !isDeclarator(open)) {
            var token = tokens.get(open);
            if (token.is(";") || token.is("{")) {
                return open - 1;
            }
            open = token.is("(") ? close(open) + 1 : open + 1;
        }
        if (open >= tokens.size()) {
            return tokens.size();
        }
        int end = close(open);
        int nameStart = nameStart(open - 1);
        var name = new StringBuilder();
        scopes.descendingIterator().forEachRemaining(name::append);
        for (int i = nameStart; i < open; i++) {
            name.append(tokens.get(i).text());
        }
        boolean instance = open - nameStart > 1 && tokens.get(open - 1).is(">");
        boolean template = !instance && isTemplate(index);
        int after = end + 1;
        while (after < tokens.size() && !tokens.get(after).is(";") && !tokens.get(after).is("{")) {
            after = tokens.get(after).is("(") ? close(after) + 1 : after + 1;
        }
        boolean definition = after < tokens.size() && tokens.get(after).is("{");
        var declaration = new KernelDeclaration(name.toString(), tokens.get(nameStart).line(), template, definition,
                parameters(open + 1, end));
        found.merge(name.toString(), declaration, (old, next) -> next.definition() && !old.definition() ? next : old);
        return after - 1;
    }

    private boolean isDeclarator(int open) {
        if (!tokens.get(open).is("(")) {
            return false;
        }
        var before = tokens.get(open - 1);
        return before.isWord() ? !ATTRIBUTES.contains(before.text()) && !before.is("__global__") : before.is(">");
    }

    private boolean isTemplate(int index) {
        for (int i = start; i < index; i++) {
            if (tokens.get(i).is("template")) {
                return true;
            }
        }
        return false;
    }

    /** Where the name that ends at {@code last} begins: before {@code <...>} and {@code a::}. */
    private int nameStart(int last) {
        int first = last;
        if (tokens.get(first).is(">")) {
            for (int depth = 0; first > 0; first--) {
                depth += tokens.get(first).is(">") ? 1 : tokens.get(first).is("<") ? -1 : 0;
                if (depth == 0) {
                    break;
                }
            }
            first = Math.max(0, first - 1);
        }
        while (first >= 2 && tokens.get(first - 1).is("::") && tokens.get(first - 2).isWord()) {
            first -= 2;
        }
        return first;
    }

    private int close(int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return tokens.size() - 1;
    }

    private List<String> parameters(int from, int to) {
        var names = new ArrayList<String>();
        var brackets = new Brackets();
        int first = from;
        for (int i = from; i <= to; i++) {
            var token = tokens.get(i);
            if (i == to || (brackets.none() && token.is(","))) {
                var words = tokens.subList(first, i);
                if (!words.isEmpty() && !(words.size() == 1 && words.getFirst().is("void"))) {
                    names.add(parameter(words, names.size()));
                }
                first = i + 1;
            } else {
                brackets.see(token);
            }
        }
        return names;
    }

    private static String parameter(List<Token> declaration, int index) {
        var brackets = new Brackets();
        boolean typed = false;
        Token before = null;
        String name = null;
        for (var token : declaration) {
            if (token.is("=") && brackets.none()) {
                break;
            }
            // int (*table)[4] has its name in parentheses; those of other brackets are no names
            boolean outside = brackets.none() || brackets.onlyParentheses();
            boolean behindPointer = before != null && (before.is("*") || before.is("&"));
            if (outside && token.isWord() && !QUALIFIERS.contains(token.text())) {
                boolean part = TYPE_WORDS.contains(token.text()) || (before != null && before.is("::"));
                if (!part && (typed || behindPointer)) {
                    name = token.text();
                }
                typed = true;
            }
            brackets.see(token);
            before = token;
        }
        return name == null ? "p" + index : name;
    }

    /** The brackets that are open; {@code >} closes one only directly inside {@code <}, elsewhere it compares. */
    private static final class Brackets {
        private final Deque<String> open = new ArrayDeque<>();

        void see(Token token) {
            switch (token.text()) {
                case "(", "[", "{", "<" -> open.push(token.text());
                case ")", "]", "}" -> {
                    while (!open.isEmpty() && open.peek().equals("<")) {
                        open.pop();
                    }
                    open.poll();
                }
                case ">" -> {
                    if (!open.isEmpty() && open.peek().equals("<")) {
                        open.pop();
                    }
                }
                default -> {
                    // no bracket
                }
            }
        }

        boolean none() {
            return open.isEmpty();
        }

        boolean onlyParentheses() {
            return open.stream().allMatch("("::equals);
        }
    }
}
