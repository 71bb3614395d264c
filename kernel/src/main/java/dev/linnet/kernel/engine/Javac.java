package dev.linnet.kernel.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;

import dev.linnet.kernel.classpath.VectorModule;

/** The JDK's compiler in this process: one small task per unit over files that are listed once. */
final class Javac implements AutoCloseable {
    /** What a compilation came to: classes, or problems of which at least one is an error. */
    record Result(Map<String, byte[]> classes, List<Diagnostic<? extends JavaFileObject>> errors,
            boolean completed) {
        boolean ok() {
            return completed && errors.isEmpty();
        }
    }

    /** What a probe found: the types of the outermost local variables of {@code $run}, as Java text. */
    record Probe(Map<String, String> types, List<Diagnostic<? extends JavaFileObject>> errors) {}

    private final JavaCompiler compiler;
    private final CompilerFiles files;
    private final List<String> options = new ArrayList<>(
            List.of("-g", "-parameters", "-proc:none", "-implicit:none", "-nowarn", "-Xlint:none"));

    Javac(EngineConfig config) {
        compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException(
                    "This Java has no compiler; run Linnet on a JDK 25 instead of a JRE (JAVA_HOME is "
                            + System.getProperty("java.home") + ").");
        }
        options.addAll(VectorModule.compilerOptions());
        options.addAll(config.compilerOptions());
        if (options.contains("--enable-preview") && !options.contains("--source") && !options.contains("--release")) {
            options.addAll(List.of("--source", String.valueOf(Runtime.version().feature())));
        }
        files = new CompilerFiles(compiler.getStandardFileManager(null, Locale.ENGLISH, StandardCharsets.UTF_8),
                config.classPath());
    }

    PackageIndex packages() {
        return files;
    }

    void addToClassPath(List<Path> paths) {
        files.addToClassPath(paths);
    }

    Result compile(Unit unit, Collection<ReplClass> visible) {
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        boolean completed = task(unit, visible, found).call();
        List<Diagnostic<? extends JavaFileObject>> errors = errors(found);
        return new Result(errors.isEmpty() ? files.written() : Map.of(), errors, completed);
    }

    /** Attributes a unit, whatever is wrong with it, and tells the types of its {@code var} variables. */
    Probe probe(Unit unit, Collection<ReplClass> visible) {
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavacTask task = task(unit, visible, found);
        Map<String, String> types = new HashMap<>();
        try {
            List<CompilationUnitTree> trees = new ArrayList<>();
            task.parse().forEach(trees::add);
            task.analyze();
            Trees access = Trees.instance(task);
            InferredType inferred = new InferredType(task.getTypes(), task.getElements());
            for (CompilationUnitTree tree : trees) {
                new TreePathScanner<Void, Void>() {
                    @Override
                    public Void visitMethod(MethodTree method, Void nothing) {
                        return method.getName().contentEquals(Names.RUN_METHOD)
                                ? super.visitMethod(method, null)
                                : null;
                    }

                    @Override
                    public Void visitVariable(VariableTree variable, Void nothing) {
                        boolean local = getCurrentPath().getParentPath()
                                .getParentPath()
                                .getLeaf() instanceof MethodTree;
                        String text = local ? inferred.text(access.getTypeMirror(getCurrentPath())) : null;
                        if (text != null) {
                            types.put(variable.getName().toString(), text);
                        }
                        return null;
                    }
                }.scan(tree, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Probe(types, errors(found));
    }

    private JavacTask task(Unit unit, Collection<ReplClass> visible, DiagnosticCollector<JavaFileObject> found) {
        files.begin(List.copyOf(visible));
        return (JavacTask) compiler.getTask(Writer.nullWriter(), files, found, options, null,
                List.of(new CompilerFiles.Source(unit.text())));
    }

    private static List<Diagnostic<? extends JavaFileObject>> errors(DiagnosticCollector<JavaFileObject> found) {
        List<Diagnostic<? extends JavaFileObject>> errors = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> one : found.getDiagnostics()) {
            if (one.getKind() == Diagnostic.Kind.ERROR) {
                errors.add(one);
            }
        }
        return errors;
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
