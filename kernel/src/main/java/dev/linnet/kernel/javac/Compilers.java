package dev.linnet.kernel.javac;

import java.util.List;

import javax.tools.DiagnosticListener;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** Compiles one source after the other, with the same options over the same files. */
public abstract sealed class Compilers permits NewCompilers, ReusedCompiler {
    Compilers() {}

    /** The JDK's compiler. */
    public static JavaCompiler javac() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException(
                    "This Java has no compiler; run Linnet on a JDK 25 instead of a JRE (JAVA_HOME is "
                            + System.getProperty("java.home") + ").");
        }
        return compiler;
    }

    /**
     * A compiler for these files.
     *
     * @param sourcePackage the sources' package. All that is in it may be different for each source; what is in other
     *                      packages must not be, unless {@link #forget} is called
     */
    public static Compilers of(JavaFileManager files, List<String> options, String sourcePackage) {
        if (JavacPackages.open()) {
            return new ReusedCompiler(files, options, sourcePackage);
        }
        System.getLogger(Compilers.class.getName())
                .log(System.Logger.Level.DEBUG,
                        "Each cell takes some milliseconds more, for a compiler of its own; start"
                                + " the virtual machine with " + JavacPackages.OPTION + ".");
        return new NewCompilers(files, options);
    }

    /** Begins with a source; what the compilation before it found is of no use any more. */
    public abstract Compilation begin(JavaFileObject source, DiagnosticListener<? super JavaFileObject> listener);

    /** Does now what the next source would otherwise wait for: forgets the last one; reads what the first needs of the platform. */
    public abstract void prepare();

    /** Forgets what was read of the files: they are others than before. */
    public abstract void forget();
}
