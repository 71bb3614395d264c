package dev.linnet.kernel.code;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.tools.Diagnostic;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import com.sun.source.util.JavacTask;

import dev.linnet.kernel.classpath.ClassPathFiles;
import dev.linnet.kernel.classpath.VectorModule;

/** javac over one class path, with what it has opened kept open. */
final class Compiler implements AutoCloseable {
    private static final String NOT_A_STATEMENT = "compiler.err.not.stmt";

    private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    private final ClassPathFiles files = new ClassPathFiles(javac.getStandardFileManager(null, null, null));
    private final List<String> options;
    private final List<Path> classPath;
    private ClassIndex index;

    Compiler(List<Path> classPath, List<String> compilerOptions) {
        this.classPath = List.copyOf(classPath);
        options = new ArrayList<>(compilerOptions);
        options.addAll(VectorModule.compilerOptions());
        options.addAll(List.of("-proc:none", "-Xlint:none", "-nowarn", "--should-stop=ifError=FLOW"));
        try {
            files.setClassPath(classPath);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Analysis analyze(String source) {
        return Analysis.of(javac, files, options, source);
    }

    /** Whether the text is no Java; an expression where Java wants a statement is fine, as cells may end in one. */
    boolean hasSyntaxError(String source) {
        var errors = new ArrayList<String>();
        var task = (JavacTask) javac.getTask(null, files, diagnostic -> {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR && !diagnostic.getCode().equals(NOT_A_STATEMENT)) {
                errors.add(diagnostic.getCode());
            }
        }, options, null, List.of(new Analysis.Source(source)));
        try {
            task.parse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return !errors.isEmpty();
    }

    SourceFile parse(String source) {
        return SourceFile.parse(javac, files, source);
    }

    synchronized ClassIndex index() {
        if (index == null) {
            index = ClassIndex.of(classPath);
        }
        return index;
    }

    @Override
    public void close() {
        try {
            files.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
