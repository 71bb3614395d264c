package dev.linnet.kernel.javac;

import java.util.List;

import javax.tools.DiagnosticListener;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;

/** One compiler for all sources, and a new one where it broke down or has grown. */
final class ReusedCompiler extends Compilers {
    /** After so many sources comes a new compiler: javac's table of names only grows. */
    private static final int MOST_SOURCES = 100;

    private final JavaFileManager files;
    private final List<String> options;
    private final String sourcePackage;
    private OneCompiler compiler;
    private NewCompilers instead;
    private int sources;

    ReusedCompiler(JavaFileManager files, List<String> options, String sourcePackage) {
        this.files = files;
        this.options = List.copyOf(options);
        this.sourcePackage = sourcePackage;
    }

    @Override
    public Compilation begin(JavaFileObject source, DiagnosticListener<? super JavaFileObject> listener) {
        if (instead == null) {
            try {
                return reused(source, listener);
            } catch (LinkageError e) {
                System.getLogger(ReusedCompiler.class.getName())
                        .log(System.Logger.Level.DEBUG, "This JDK's javac is another than it was: " + e);
                instead = new NewCompilers(files, options);
            }
        }
        return instead.begin(source, listener);
    }

    private OneCompiler reused(JavaFileObject source, DiagnosticListener<? super JavaFileObject> listener) {
        renew();
        sources++;
        compiler.begin(source, listener);
        return compiler;
    }

    private void renew() {
        if (compiler == null || compiler.isBroken() || sources >= MOST_SOURCES) {
            compiler = new OneCompiler(files, options, sourcePackage);
            sources = 0;
        }
    }

    @Override
    public void prepare() {
        if (instead != null) {
            return;
        }
        try {
            renew();
            compiler.clear();
        } catch (RuntimeException | LinkageError e) {
            // the first source meets it again and tells
        }
    }

    @Override
    public void forget() {
        compiler = null;
    }
}
