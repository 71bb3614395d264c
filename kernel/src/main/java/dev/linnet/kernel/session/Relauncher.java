package dev.linnet.kernel.session;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.linnet.kernel.jvm.CommandLine;

/** Starts the process of a session anew, with other options of its virtual machine; a kernel's process can do that. */
public interface Relauncher {
    /** The command that started this process. */
    CommandLine command();

    /** The options that the process was first started with, before it was ever started anew. */
    List<String> originalOptions();

    /** What the session before this one in the same process left; empty in the first one. */
    Optional<Recollection> predecessor();

    /**
     * Starts the process anew; the cell that runs is executed again there, and those that wait behind it come after it.
     * Returns at once, while the cell still runs.
     *
     * @param options     all options of the virtual machine
     * @param environment variables that are to be set
     * @throws IOException where that cannot be prepared; nothing has happened then
     */
    void relaunch(List<String> options, Recollection left, Map<String, String> environment) throws IOException;
}
