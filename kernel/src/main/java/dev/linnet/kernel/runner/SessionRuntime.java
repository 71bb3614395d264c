package dev.linnet.kernel.runner;

import java.nio.file.Path;

import dev.linnet.kernel.library.Library;
import dev.linnet.kernel.session.ExecuteRequest;
import dev.linnet.kernel.session.ExecutionResult;
import dev.linnet.kernel.session.OutputSink;
import dev.linnet.kernel.session.Session;
import dev.linnet.kernel.session.SessionConfig;

/** Runs the cells of one notebook in a session of its own. */
public final class SessionRuntime implements CellRuntime {
    private final Session session;

    private SessionRuntime(Session session) {
        this.session = session;
    }

    /** Opens a session with the library preloaded. */
    public static CellRuntime start(Library library, Path workingDirectory) {
        return new SessionRuntime(Session.open(SessionConfig.of(library, workingDirectory)));
    }

    @Override
    public ExecutionResult execute(ExecuteRequest request, OutputSink sink) {
        return session.execute(request, sink);
    }

    @Override
    public void interrupt() {
        session.interrupt();
    }

    @Override
    public void close() {
        session.close();
    }
}
