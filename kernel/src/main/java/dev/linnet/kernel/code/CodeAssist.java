package dev.linnet.kernel.code;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import dev.linnet.display.MimeBundle;
import dev.linnet.kernel.code.Completeness.Status;

/**
 * Help with the text of a cell. All methods may be called from any thread, also while a cell runs; they take turns among
 * themselves only. Offsets count UTF-16 units. What cannot be understood gets an empty answer, never an exception.
 */
public final class CodeAssist implements AutoCloseable {
    private final Supplier<List<Path>> classPath;
    private final List<String> compilerOptions;
    private final Supplier<DeclaredNames> declared;
    private Compiler compiler;
    private Sources sources;
    private List<Path> compiledAgainst = List.of();

    /**
     * @param classPath       the class path of cells as it is now
     * @param compilerOptions javac's options for cells, such as {@code --enable-preview}
     * @param declared        what the notebook has declared by now, imports included
     */
    public CodeAssist(Supplier<List<Path>> classPath, List<String> compilerOptions, Supplier<DeclaredNames> declared) {
        this.classPath = Objects.requireNonNull(classPath, "classPath");
        this.compilerOptions = List.copyOf(compilerOptions);
        this.declared = Objects.requireNonNull(declared, "declared");
    }

    /** Reads the index of classes and warms javac, so that the first Tab is quick; takes about a second of one core. */
    public void warmUp() {
        complete("\"\".", 3);
        complete("Li", 2);
        inspect("\"\".length()", 6, 0);
    }

    /** The completions at a cursor. */
    public synchronized Completion complete(String code, int cursor) {
        int at = Math.clamp(cursor, 0, code.length());
        if (inMagic(code, at)) {
            return new Completion(at, at, List.of());
        }
        return answer(() -> new Completer(compiler(), declared.get(), code, at).complete(),
                new Completion(at, at, List.of()));
    }

    private static boolean inMagic(String code, int cursor) {
        int lineStart = code.lastIndexOf('\n', cursor - 1) + 1;
        return Tokens.of(code)
                .stream()
                .anyMatch(token -> token.kind() == Token.Kind.MAGIC && token.start() >= lineStart
                        && token.start() <= cursor && cursor <= token.end());
    }

    /** What is known about the word at a cursor, or just before it. */
    public synchronized Optional<MimeBundle> inspect(String code, int cursor, int detailLevel) {
        int at = Math.clamp(cursor, 0, code.length());
        var current = compiler();
        return inMagic(code, at)
                ? Optional.empty()
                : new Inspector(current, sources, declared.get(), code, detailLevel > 0).inspect(at);
    }

    /** Whether a cell can run as it stands. */
    public synchronized Completeness isComplete(String code) {
        return answer(() -> new CompletenessCheck(compiler(), code).check(), new Completeness(Status.UNKNOWN, ""));
    }

    /** javac is not made for half-written text: where it breaks down, there is nothing to say, and the next key may help. */
    private static <T> T answer(Supplier<T> question, T nothing) {
        try {
            return question.get();
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            System.getLogger(CodeAssist.class.getName()).log(Level.DEBUG, "javac broke down over a cell", e);
            return nothing;
        }
    }

    private Compiler compiler() {
        List<Path> now = List.copyOf(classPath.get());
        if (compiler == null || !now.equals(compiledAgainst)) {
            close();
            compiler = new Compiler(now, compilerOptions);
            sources = new Sources(compiler);
            compiledAgainst = now;
        }
        return compiler;
    }

    @Override
    public synchronized void close() {
        if (compiler != null) {
            compiler.close();
            compiler = null;
        }
    }
}
