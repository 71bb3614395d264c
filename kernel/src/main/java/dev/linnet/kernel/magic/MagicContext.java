package dev.linnet.kernel.magic;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.linnet.kernel.engine.Declarations;
import dev.linnet.kernel.engine.Evaluation;

/** What a magic can see and do in the session that runs it. Printing and {@code Display} go to its cell. */
public interface MagicContext {
    /** What is declared now. */
    Declarations declarations();

    /**
     * Runs Java and magics as a cell would.
     *
     * @param inPlace text of the running cell with what comes before it blanked: {@link MagicCall#restInPlace} or
     *                {@link MagicCall#bodyInPlace}
     * @throws Exception as the text fails; a magic lets it pass
     */
    Evaluation evaluate(String inPlace) throws Exception;

    /** Runs Java and magics from elsewhere; errors in them speak of {@code name}. */
    Evaluation evaluate(String name, String text) throws Exception;

    /** Runs Java that a magic wrote itself: errors in it speak of {@code name}, and traces leave it out. */
    Evaluation evaluateWritten(String name, String text) throws Exception;

    /** Binds a variable; {@code type} is written as in Java. */
    void declare(String name, String type, Object value) throws Exception;

    /** Forgets every declaration and earlier result. */
    void reset();

    /** The magics of this session. */
    MagicRegistry magics();

    /** What %config shows and sets. */
    Settings settings();

    /** Where relative paths of magics begin. */
    Path workingDirectory();

    void changeDirectory(Path directory) throws MagicException;

    /** Variables of the environment as this session sees them: the process's, and those set by {@code %env}. */
    Map<String, String> environment();

    void setEnvironment(String name, String value);

    /** What was added to the class path, in order; the library and the kernel themselves apart. */
    List<Path> classPath();

    /** All that cells are compiled against: the kernel, the library and what was added, in the order of looking up. */
    List<Path> fullClassPath();

    void addToClassPath(List<Path> entries) throws MagicException;

    /** The virtual machine that runs the session. */
    VirtualMachine virtualMachine();

    /** What the last failed cell threw. */
    Optional<Throwable> lastFailure();

    /** Resolves a path as a person types it: relative to the working directory, {@code ~} for the home directory. */
    default Path path(String typed) {
        var home = Path.of(System.getProperty("user.home"));
        if (typed.equals("~")) {
            return home;
        }
        return typed.startsWith("~/")
                ? home.resolve(typed.substring(2)).normalize()
                : workingDirectory().resolve(typed).normalize();
    }
}
