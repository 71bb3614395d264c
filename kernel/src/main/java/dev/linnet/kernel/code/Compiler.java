package dev.linnet.kernel.code;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.tools.Diagnostic;
import javax.tools.JavaCompiler;

import dev.linnet.kernel.classpath.ClassIndex;
import dev.linnet.kernel.classpath.ClassPathFiles;
import dev.linnet.kernel.classpath.VectorModule;
import dev.linnet.kernel.javac.Compilation;
import dev.linnet.kernel.javac.Compilers;

/** javac over one class path, with what it has opened kept open. */
final class Compiler implements AutoCloseable {
    private static final String NOT_A_STATEMENT = "compiler.err.not.stmt";

    /** Units are in the unnamed package. */
    private static final String PACKAGE = "";

    private final JavaCompiler javac = Compilers.javac();
    private final ClassPathFiles files = new ClassPathFiles(javac.getStandardFileManager(null, null, null));
    private final Compilers compilers;
    private final List<Path> classPath;
    private ClassIndex index;

    Compiler(List<Path> classPath, List<String> compilerOptions) {
        this.classPath = List.copyOf(classPath);
        List<String> options = new ArrayList<>(compilerOptions);
        options.addAll(VectorModule.compilerOptions());
        options.addAll(List.of("-proc:none", "-Xlint:none", "-nowarn", "--should-stop=ifError=FLOW"));
        try {
            files.setClassPath(classPath);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        compilers = Compilers.of(files, options, PACKAGE);
    }

    Analysis analyze(String source) {
        return Analysis.of(compilers, source);
    }

    /** Whether the text is no Java; an expression where Java wants a statement is fine, as cells may end in one. */
    boolean hasSyntaxError(String source) {
        var errors = new ArrayList<String>();
        Compilation compilation = compilers.begin(new Analysis.Source(source), diagnostic -> {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR && !diagnostic.getCode().equals(NOT_A_STATEMENT)) {
                errors.add(diagnostic.getCode());
            }
        });
        try {
            compilation.parse();
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
