package dev.linnet.kernel.runner;

import java.nio.file.Path;

import dev.linnet.kernel.session.ExecuteRequest;
import dev.linnet.kernel.session.ExecutionResult;
import dev.linnet.kernel.session.OutputSink;

/** What runs the cells of one notebook: a session, seen from the runner. */
public interface CellRuntime extends AutoCloseable {
    /** Runs one cell; returns when it has ended. */
    ExecutionResult execute(ExecuteRequest request, OutputSink sink);

    /** Stops the cell that runs; any thread. */
    void interrupt();

    @Override
    void close();

    /** Starts a runtime for a notebook; relative paths in its cells mean files of {@code workingDirectory}. */
    @FunctionalInterface
    interface Source {
        CellRuntime start(Path workingDirectory);
    }
}
