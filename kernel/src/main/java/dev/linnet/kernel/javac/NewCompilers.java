package dev.linnet.kernel.javac;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

import javax.tools.DiagnosticListener;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;

/** A new compiler for each source: slower by all that it reads anew, and public API. */
final class NewCompilers extends Compilers {
    private final JavaFileManager files;
    private final List<String> options;

    NewCompilers(JavaFileManager files, List<String> options) {
        this.files = files;
        this.options = List.copyOf(options);
    }

    @Override
    public Compilation begin(JavaFileObject source, DiagnosticListener<? super JavaFileObject> listener) {
        var task = (JavacTask) javac().getTask(Writer.nullWriter(), files, listener, options, null, List.of(source));
        return new Compilation() {
            @Override
            public CompilationUnitTree parse() throws IOException {
                return task.parse().iterator().next();
            }

            @Override
            public void attribute() throws IOException {
                task.analyze();
            }

            @Override
            public void generate() throws IOException {
                task.generate();
            }

            @Override
            public JavacTask task() {
                return task;
            }
        };
    }

    @Override
    public void prepare() {
        // nothing is kept
    }

    @Override
    public void forget() {
        // nothing is remembered
    }
}
