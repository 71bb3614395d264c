package dev.linnet.kernel.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;

/** Finds the variables that a cell declares at its top level, with the Java compiler's own parser. */
final class DeclaredVariables {
    private DeclaredVariables() {}

    static List<Parameter> in(String cell) {
        // Imports and magics declare no variables, and neither may stand in a method body.
        String statements = cell.replaceAll("(?m)^\\s*(import\\b|%).*$", "");
        var found = parse("class Cell { void body() {\n" + statements + "\n} }");
        var fields = parse("class Cell {\n" + statements + "\n}"); // static final ... is no local variable
        return found.size() >= fields.size() ? found : fields;
    }

    private static List<Parameter> parse(String source) {
        var file = new SimpleJavaFileObject(URI.create("string:///Cell.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        var ignored = new DiagnosticCollector<JavaFileObject>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(ignored, Locale.ROOT, null)) {
            var task = (JavacTask) compiler.getTask(null, files, ignored, null, null, List.of(file));
            var parameters = new ArrayList<Parameter>();
            for (CompilationUnitTree unit : task.parse()) {
                for (Tree type : unit.getTypeDecls()) {
                    if (type instanceof ClassTree holder) { // and not something that does not parse
                        collect(holder.getMembers(), parameters);
                    }
                }
            }
            return parameters;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void collect(List<? extends Tree> trees, List<Parameter> parameters) {
        for (Tree tree : trees) {
            switch (tree) {
                case VariableTree variable -> parameters.add(parameter(variable));
                case MethodTree method when method.getName().contentEquals("body") && method.getBody() != null -> {
                    BlockTree body = method.getBody();
                    List<? extends StatementTree> statements = body.getStatements();
                    collect(statements, parameters);
                }
                default -> {
                }
            }
        }
    }

    private static Parameter parameter(VariableTree variable) {
        Tree initializer = variable.getInitializer();
        Tree written = variable.getType();
        String type = written == null || written.toString().equals("var")
                ? literalType(initializer)
                : written.toString();
        return new Parameter(variable.getName().toString(), type, initializer == null ? "" : initializer.toString());
    }

    private static String literalType(Tree initializer) {
        Tree literal = initializer instanceof UnaryTree sign ? sign.getExpression() : initializer;
        return literal instanceof LiteralTree value ? switch (value.getKind()) {
            case INT_LITERAL -> "int";
            case LONG_LITERAL -> "long";
            case FLOAT_LITERAL -> "float";
            case DOUBLE_LITERAL -> "double";
            case BOOLEAN_LITERAL -> "boolean";
            case CHAR_LITERAL -> "char";
            case STRING_LITERAL -> "String";
            default -> "var";
        } : "var";
    }
}
