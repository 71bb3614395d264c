package dev.linnet.kernel.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;

import com.sun.source.tree.CompilationUnitTree;

import dev.linnet.kernel.classpath.VectorModule;
import dev.linnet.kernel.javac.Compilation;
import dev.linnet.kernel.javac.Compilers;

/** The JDK's compiler in this process: one unit after the other, over files that are listed once. */
final class Javac implements AutoCloseable {
    /** What a compilation came to: classes, or problems of which at least one is an error. */
    record Result(Map<String, byte[]> classes, List<Diagnostic<? extends JavaFileObject>> errors,
            boolean completed) {
        boolean ok() {
            return completed && errors.isEmpty();
        }
    }

    /** What a probe found: the types of the outermost local variables of {@code $run} as Java text, and the classes to name for them. */
    record Probe(Map<String, String> types, List<Snippet.Anonymous> anonymous,
            List<Diagnostic<? extends JavaFileObject>> errors) {}

    private final CompilerFiles files;
    private final Compilers compilers;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Thread user;
    private volatile boolean givenUp;

    Javac(EngineConfig config) {
        List<String> options = new ArrayList<>(
                List.of("-g", "-parameters", "-proc:none", "-implicit:none", "-nowarn", "-Xlint:none"));
        options.addAll(VectorModule.compilerOptions());
        options.addAll(config.compilerOptions());
        if (options.contains("--enable-preview") && !options.contains("--source") && !options.contains("--release")) {
            options.addAll(List.of("--source", String.valueOf(Runtime.version().feature())));
        }
        files = new CompilerFiles(
                Compilers.javac().getStandardFileManager(null, Locale.ENGLISH, StandardCharsets.UTF_8),
                config.classPath());
        compilers = Compilers.of(files, options, Names.PACKAGE);
    }

    /** Waits until nobody else uses it. */
    void lock() {
        lock.lock();
        user = Thread.currentThread();
    }

    /** As {@link #lock} where nobody else uses it; otherwise false. */
    boolean tryLock() {
        boolean mine = lock.tryLock();
        if (mine) {
            user = Thread.currentThread();
        }
        return mine;
    }

    void unlock() {
        if (lock.getHoldCount() == 1) {
            user = null;
        }
        lock.unlock();
    }

    /** Gives it up where {@code thread} uses it: whatever it comes to there has no effect any more. */
    boolean giveUp(Thread thread) {
        if (user != thread) {
            return false;
        }
        givenUp = true;
        return true;
    }

    boolean isGivenUp() {
        return givenUp;
    }

    PackageIndex packages() {
        return files;
    }

    void addToClassPath(List<Path> paths) {
        files.addToClassPath(paths);
        compilers.forget();
    }

    /** Makes the next unit quick. */
    void prepare() {
        compilers.prepare();
    }

    /** Lets go of what is only there to make the next unit quick. */
    void forget() {
        compilers.forget();
    }

    Result compile(Unit unit, Collection<ReplClass> visible) {
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        boolean completed = run(unit, visible, found, compilation -> {
            compilation.parse();
            if (errors(found).isEmpty()) {
                compilation.attribute();
                compilation.generate();
            }
        });
        List<Diagnostic<? extends JavaFileObject>> errors = errors(found);
        return new Result(completed && errors.isEmpty() ? files.written() : Map.of(), errors, completed);
    }

    /** Attributes a unit, whatever is wrong with it, and tells the types of its {@code var} variables. */
    Probe probe(Unit unit, Collection<ReplClass> visible, Tokens tokens, long serial) {
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        Map<String, String> types = new HashMap<>();
        List<Snippet.Anonymous> named = new ArrayList<>();
        run(unit, visible, found, compilation -> {
            CompilationUnitTree tree = compilation.parse();
            compilation.attribute();
            AnonymousClasses anonymous = new AnonymousClasses(compilation.task(), tree, unit, tokens, serial);
            InferredType.addLocals(tree, compilation.task(), anonymous, types);
            named.addAll(anonymous.found());
        });
        return new Probe(types, named, errors(found));
    }

    private interface Work {
        void with(Compilation compilation) throws IOException;
    }

    /** False where javac broke down, as it does over what is nested too deeply. */
    private boolean run(Unit unit, Collection<ReplClass> visible, DiagnosticCollector<JavaFileObject> found,
            Work work) {
        stopIfGivenUp();
        files.begin(List.copyOf(visible));
        try {
            work.with(compilers.begin(new CompilerFiles.Source(unit.text()), found));
            stopIfGivenUp();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalStateException e) {
            stopIfGivenUp();
            System.getLogger(Javac.class.getName())
                    .log(System.Logger.Level.DEBUG, "javac gave up over " + unit.text(), e);
            return false;
        }
    }

    private void stopIfGivenUp() {
        if (givenUp) {
            throw new StopSignal();
        }
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
