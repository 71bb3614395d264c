package dev.linnet.display.cell;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a language can do in the session that runs its cell. */
public interface CellHost {
    /**
     * Runs Java as a cell would: what it declares is declared in the session.
     *
     * @param name what errors in it speak of
     * @throws Exception as the Java fails; a language lets it pass
     */
    void run(String name, String java) throws Exception;

    /**
     * Runs Java that a language wrote itself. Nobody has seen it, so traces of what fails in it later begin where a
     * person's own cell calls it.
     *
     * @param name what errors in it speak of
     * @throws Exception as the Java fails; a language lets it pass
     */
    void runWritten(String name, String java) throws Exception;

    /** Where relative paths begin. */
    Path workingDirectory();

    /** Variables of the environment as the session sees them: the process's, and those set by {@code %env}. */
    default Map<String, String> environment() {
        return System.getenv();
    }

    /**
     * Files of Maven coordinates, fetched where they are not on this machine, with a progress bar.
     *
     * @param title what the bar says
     * @param size  for people, such as {@code 111 MB}
     * @throws CellProblem where they cannot be had
     */
    List<Path> fetch(String title, String size, List<String> coordinates) throws CellProblem;
}
