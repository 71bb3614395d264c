package dev.linnet.kernel.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.linnet.kernel.engine.Snippet.Declarator;
import dev.linnet.kernel.engine.Snippet.Span;

/** Splits a cell into its top-level parts. It looks only as deep as it must: what a part means is the compiler's concern. */
final class Splitter {
    private static final Set<String> MODIFIERS = Set.of("public", "protected", "private", "static", "final", "abstract",
            "native", "synchronized", "transient", "volatile", "strictfp", "sealed");
    private static final Set<String> STATEMENTS = Set.of("{", "if", "for", "while", "do", "try", "switch",
            "synchronized", "return", "throw", "break", "continue", "assert", "else", "catch", "finally", "case",
            "default", "yield");

    private final Tokens tokens;
    private final List<Snippet> snippets = new ArrayList<>();

    private Splitter(Tokens tokens) {
        this.tokens = tokens;
    }

    static List<Snippet> split(Tokens tokens) throws CompileException {
        Splitter splitter = new Splitter(tokens);
        int i = 0;
        while (i < tokens.size()) {
            i = tokens.is(i, ";") ? i + 1 : splitter.part(i);
        }
        return splitter.snippets;
    }

    /** Adds the part that begins at token {@code first}; returns the index after it. */
    private int part(int first) throws CompileException {
        if (tokens.is(first, "import")) {
            return importDeclaration(first);
        }
        List<Span> dropped = new ArrayList<>();
        boolean[] sealed = new boolean[1];
        int i = modifiers(first, dropped, sealed);
        String kind = typeKind(i);
        refuseUnnamed(i);
        if (kind != null) {
            return type(first, i, kind, dropped, sealed[0]);
        }
        if (isStatement(first)) {
            return add(first, afterStatement(first));
        }
        int parameters = tokens.afterTypeParameters(i);
        int name = tokens.afterType(parameters);
        if (name > 0 && tokens.isName(name)) {
            if (tokens.is(name + 1, "(")) {
                return method(first, i, parameters, name, dropped);
            }
            boolean ends = name + 1 == tokens.size() || tokens.is(name + 1, ";") || tokens.is(name + 1, ",")
                    || tokens.is(name + 1, "=") || tokens.is(name + 1, "[");
            if (ends && parameters == i) {
                return variables(first, i, name);
            }
        }
        if (name > 0 && parameters == i && tokens.is(name + 1, "=") && !tokens.is(name + 2, "=")) {
            refuseName(name);
        }
        return expression(first);
    }

    private boolean isStatement(int i) {
        if (tokens.is(i, "synchronized")) {
            return tokens.is(i + 1, "(");
        }
        if (tokens.is(i, "yield")) {
            return false;
        }
        return (STATEMENTS.contains(tokens.get(i).text()) && !isLiteral(i))
                || (tokens.isName(i) && tokens.is(i + 1, ":"));
    }

    private boolean isLiteral(int i) {
        return tokens.get(i).kind() == Token.Kind.STRING || tokens.get(i).kind() == Token.Kind.CHARACTER;
    }

    private int importDeclaration(int first) throws CompileException {
        int end = tokens.afterSemicolon(first);
        int i = first + 1;
        boolean isStatic = tokens.is(i, "static");
        boolean isModule = tokens.is(i, "module") && tokens.isWord(i + 1);
        if (isStatic || isModule) {
            i++;
        }
        StringBuilder name = new StringBuilder();
        while (i < end && !tokens.is(i, ";")) {
            name.append(tokens.get(i++).text());
        }
        int last = tokens.is(end - 1, ";") ? end - 1 : end;
        snippets.add(new Snippet.Import(tokens.start(first), tokens.endBefore(last), isStatic, isModule,
                name.toString()));
        return end;
    }

    /** The index after modifiers and annotations; notes those that are dropped at the top of a cell. */
    private int modifiers(int first, List<Span> dropped, boolean[] sealed) throws CompileException {
        int i = first;
        while (true) {
            int next = tokens.afterAnnotations(i);
            if (tokens.is(next, "non") && tokens.is(next + 1, "-") && tokens.is(next + 2, "sealed")) {
                i = next + 3;
            } else if (next < tokens.size() && tokens.isWord(next) && MODIFIERS.contains(tokens.get(next).text())
                    && !(tokens.is(next, "synchronized") && tokens.is(next + 1, "("))
                    && !(tokens.is(next, "sealed") && !tokens.isWord(next + 1))) {
                sealed[0] |= tokens.is(next, "sealed");
                if (Set.of("public", "protected", "private", "static").contains(tokens.get(next).text())) {
                    dropped.add(new Span(tokens.start(next), tokens.get(next).end()));
                }
                i = next + 1;
            } else {
                return next;
            }
        }
    }

    private String typeKind(int i) {
        if (tokens.is(i, "@") && tokens.is(i + 1, "interface") && tokens.isWord(i + 2)) {
            return "annotation";
        }
        for (String kind : List.of("class", "interface", "enum")) {
            if (tokens.is(i, kind) && tokens.isWord(i + 1)) {
                return kind;
            }
        }
        return tokens.is(i, "record") && tokens.isName(i + 1) && (tokens.is(i + 2, "(") || tokens.is(i + 2, "<"))
                ? "record"
                : null;
    }

    /** Says of types what javac would say of the statement that they are not. */
    private void refuseUnnamed(int i) throws CompileException {
        boolean unnamed = (tokens.is(i, "class") || tokens.is(i, "interface") || tokens.is(i, "enum"))
                && tokens.is(i + 1, "{");
        if (unnamed) {
            throw CompileException.at(tokens.cell(), "linnet.name",
                    "a name is missing, as in " + tokens.get(i).text() + " Name {...}", tokens.start(i),
                    tokens.get(i).end());
        }
        if (tokens.is(i, "record") && tokens.isName(i + 1) && tokens.is(i + 2, "{")) {
            String name = tokens.get(i + 1).text();
            throw CompileException.at(tokens.cell(), "linnet.record",
                    "the components of a record stand behind its name, as in record " + name + "(int x) {...}",
                    tokens.start(i), tokens.get(i + 1).end());
        }
    }

    /** A variable that is called what no variable can be. */
    private void refuseName(int i) throws CompileException {
        Token name = tokens.get(i);
        if (name.is("this") || (!name.isWord() && name.kind() != Token.Kind.NUMBER)) {
            return;
        }
        throw CompileException.at(tokens.cell(), "linnet.name",
                name.isWord()
                        ? "`" + name.text() + "` is a word of the language and cannot be the name of a variable"
                        : "a name begins with a letter, not with a digit",
                name.start(), name.end());
    }

    private int type(int first, int keyword, String kind, List<Span> dropped, boolean sealed) throws CompileException {
        int name = kind.equals("annotation") ? keyword + 2 : keyword + 1;
        int i = name + 1;
        while (i < tokens.size() && !tokens.is(i, "{") && !tokens.is(i, ";")) {
            i = tokens.closer(i) != null ? tokens.match(i) + 1 : i + 1;
        }
        if (i >= tokens.size() || !tokens.is(i, "{")) {
            throw tokens.error("'{' expected: the body of " + tokens.get(name).text() + " is missing", i);
        }
        int end = tokens.match(i) + 1;
        snippets.add(new Snippet.Type(tokens.start(first), tokens.endBefore(end), kind, tokens.get(name).text(), sealed,
                List.copyOf(dropped)));
        return end;
    }

    private int method(int first, int parameters, int type, int name, List<Span> dropped) throws CompileException {
        int close = tokens.match(name + 1);
        int body = close + 1;
        while (body < tokens.size() && !tokens.is(body, "{") && !tokens.is(body, ";")) {
            body++;
        }
        if (body >= tokens.size()) {
            throw tokens.error("'{' expected: the body of " + tokens.get(name).text() + "() is missing", body);
        }
        int end = tokens.is(body, "{") ? tokens.match(body) + 1 : body + 1;
        List<Span> all = new ArrayList<>(dropped);
        for (int i = first; i < type; i++) {
            if (tokens.is(i, "final")) {
                all.add(new Span(tokens.start(i), tokens.get(i).end()));
            }
        }
        snippets.add(new Snippet.Method(tokens.start(first), tokens.endBefore(end), tokens.get(name).text(),
                new ParameterKey(tokens, parameters, type).of(name + 1, close),
                new Span(tokens.start(first), tokens.endBefore(body)), all));
        return end;
    }

    private int variables(int first, int type, int name) throws CompileException {
        int end = tokens.afterSemicolon(name);
        int stop = tokens.is(end - 1, ";") ? end - 1 : end;
        List<Declarator> declarators = new ArrayList<>();
        int i = name;
        while (true) {
            int start = i;
            int dimensions = tokens.afterDimensions(i + 1);
            Span value = null;
            i = dimensions;
            int from = i + 1;
            if (tokens.is(i, "=")) {
                i = afterValue(from, stop);
                value = new Span(tokens.start(from), i > from ? tokens.endBefore(i) : tokens.start(from));
            }
            if (value == null && tokens.is(type, "var") && name == type + 1) {
                throw CompileException.at(tokens.cell(), "compiler.err.cant.infer.local.var.type",
                        "cannot infer the type of " + tokens.get(start).text() + ": var needs a value",
                        tokens.start(start), tokens.get(start).end());
            }
            if (value != null && tokens.is(from, "{") && tokens.is(type, "var") && name == type + 1) {
                throw CompileException.at(tokens.cell(), "linnet.array",
                        "values in braces do not say what type they are of; write it in place of var, as in int[] "
                                + tokens.get(start).text() + " = {1, 2}",
                        value.start(), value.end());
            }
            declarators.add(new Declarator(new Span(tokens.start(start), tokens.get(start).end()),
                    tokens.get(start).text(), "[]".repeat((dimensions - start - 1) / 2), value,
                    value != null && tokens.is(from, "{"), value == null ? null : KnownType.of(tokens, from, i)));
            if (!tokens.is(i, ",") || !tokens.isName(i + 1)) {
                break;
            }
            i++;
        }
        if (i < stop) {
            throw tokens.error("';' expected", i);
        }
        Span declared = tokens.is(type, "var") && name == type + 1
                ? null
                : new Span(tokens.start(type), tokens.endBefore(name));
        snippets.add(new Snippet.Variables(tokens.start(first), tokens.endBefore(stop), declared, declarators));
        return end;
    }

    /** The index after the initialiser that begins at {@code from}: at the comma before the next variable, or at {@code stop}. */
    private int afterValue(int from, int stop) throws CompileException {
        int i = from;
        while (i < stop) {
            if (tokens.closer(i) != null) {
                i = tokens.match(i) + 1;
            } else if (tokens.is(i, "<") && (tokens.isWord(i - 1) || tokens.is(i - 1, "."))
                    && tokens.afterTypeArguments(i) > 0) {
                i = tokens.afterTypeArguments(i);
            } else if (tokens.is(i, ",")) {
                return i;
            } else {
                i++;
            }
        }
        return stop;
    }

    private int expression(int first) throws CompileException {
        int end = tokens.afterSemicolon(first);
        boolean semicolon = tokens.is(end - 1, ";");
        int last = semicolon ? end - 1 : end;
        int from = tokens.start(first);
        int to = tokens.endBefore(last);
        if (semicolon) {
            snippets.add(new Snippet.Statement(from, to, !isStatementExpression(first, last)));
        } else {
            snippets.add(new Snippet.Expression(from, to, isCall(last) && !isOperation(first, last)));
        }
        return end;
    }

    /** Whether the expression that ends before {@code last} ends in a method call. */
    private boolean isCall(int last) throws CompileException {
        if (!tokens.is(last - 1, ")")) {
            return false;
        }
        int depth = 0;
        for (int i = last - 1; i >= 0; i--) {
            if (tokens.is(i, ")")) {
                depth++;
            } else if (tokens.is(i, "(") && --depth == 0) {
                return tokens.isWord(i - 1);
            }
        }
        return false;
    }

    /** Whether the expression is more than calls: an operation, a cast, a lambda, whose value is not void. */
    private boolean isOperation(int first, int last) throws CompileException {
        int i = first;
        while (i < last) {
            if (tokens.is(i, "<") && tokens.afterTypeArguments(i) > 0) {
                i = tokens.afterTypeArguments(i);
            } else if (tokens.closer(i) != null) {
                boolean cast = i == first && tokens.is(i, "(") && !tokens.is(tokens.match(i) + 1, ".");
                i = tokens.match(i) + 1;
                if (cast) {
                    return true;
                }
            } else if (tokens.get(i).kind() == Token.Kind.SYMBOL && !tokens.is(i, ".") && !tokens.is(i, "@")) {
                return true;
            } else {
                i++;
            }
        }
        return false;
    }

    private boolean isStatementExpression(int first, int last) throws CompileException {
        if (isCall(last) || tokens.is(first, "new") || tokens.is(first, "++") || tokens.is(first, "--")
                || tokens.is(last - 1, "++") || tokens.is(last - 1, "--")) {
            return true;
        }
        int i = first;
        while (i < last) {
            if (tokens.closer(i) != null) {
                i = tokens.match(i) + 1;
            } else if (tokens.is(i, "->")) {
                return false;
            } else if (tokens.is(i, "=") || (tokens.is(i, ">=") && tokens.is(i - 1, ">"))) {
                return true;
            } else {
                i++;
            }
        }
        return false;
    }

    private int add(int first, int end) throws CompileException {
        if (tokens.is(first, "switch") && end == tokens.size() && tokens.is(end - 1, "}")
                && new SwitchShape(tokens).isExpression(first)) {
            return expression(first);
        }
        snippets.add(new Snippet.Statement(tokens.start(first), tokens.endBefore(end), false));
        return end;
    }

    private int afterStatement(int i) throws CompileException {
        if (tokens.is(i, "{")) {
            return tokens.match(i) + 1;
        }
        if (tokens.is(i, "if") || tokens.is(i, "while") || tokens.is(i, "for")) {
            if (!tokens.is(i + 1, "(")) {
                throw tokens.error("'(' expected", i + 1);
            }
            int end = afterStatement(tokens.match(i + 1) + 1);
            return tokens.is(i, "if") && tokens.is(end, "else") ? afterStatement(end + 1) : end;
        }
        if (tokens.is(i, "do")) {
            int end = afterStatement(i + 1);
            return tokens.is(end, "while") ? tokens.afterSemicolon(end) : end;
        }
        if (tokens.is(i, "try")) {
            return afterTry(i + 1);
        }
        if ((tokens.is(i, "switch") || tokens.is(i, "synchronized")) && tokens.is(i + 1, "(")) {
            int body = tokens.match(i + 1) + 1;
            int end = tokens.is(body, "{") ? tokens.match(body) + 1 : body;
            return tokens.is(end, ".") ? tokens.afterSemicolon(end) : end;
        }
        if (tokens.isName(i) && tokens.is(i + 1, ":")) {
            return afterStatement(i + 2);
        }
        return tokens.afterSemicolon(i);
    }

    private int afterTry(int from) throws CompileException {
        int i = tokens.is(from, "(") ? tokens.match(from) + 1 : from;
        if (!tokens.is(i, "{")) {
            throw tokens.error("'{' expected", i);
        }
        i = tokens.match(i) + 1;
        while (tokens.is(i, "catch") && tokens.is(i + 1, "(")) {
            i = tokens.match(i + 1) + 1;
            i = tokens.is(i, "{") ? tokens.match(i) + 1 : i;
        }
        return tokens.is(i, "finally") && tokens.is(i + 1, "{") ? tokens.match(i + 1) + 1 : i;
    }
}
