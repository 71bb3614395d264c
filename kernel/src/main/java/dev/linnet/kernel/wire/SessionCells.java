package dev.linnet.kernel.wire;

import java.util.Map;
import java.util.Optional;

import dev.linnet.display.MimeBundle;
import dev.linnet.display.comm.CommHub;
import dev.linnet.kernel.code.Completeness;
import dev.linnet.kernel.code.Completion;
import dev.linnet.kernel.engine.Reserve;
import dev.linnet.kernel.session.ExecuteRequest;
import dev.linnet.kernel.session.ExecutionResult;
import dev.linnet.kernel.session.OutputSink;
import dev.linnet.kernel.session.Relauncher;
import dev.linnet.kernel.session.Session;

/** A {@link Session} as the wire sees it. */
record SessionCells(Session session) implements CellService {
    @Override
    public ExecutionResult execute(ExecuteRequest request, OutputSink sink) {
        return session.execute(request, sink);
    }

    @Override
    public Map<String, Object> evaluateExpressions(Map<String, String> userExpressions) {
        return session.evaluateExpressions(userExpressions);
    }

    @Override
    public Completion complete(String code, int cursor) {
        return session.complete(code, cursor);
    }

    @Override
    public Optional<MimeBundle> inspect(String code, int cursor, int detailLevel) {
        return session.inspect(code, cursor, detailLevel);
    }

    @Override
    public Completeness isComplete(String code) {
        return session.isComplete(code);
    }

    @Override
    public void interrupt() {
        session.interrupt();
    }

    @Override
    public int executionCount() {
        return session.executionCount();
    }

    @Override
    public boolean runsCellsAtOnce() {
        return true;
    }

    @Override
    public void connect(CommHub frontEnd) {
        session.connect(frontEnd);
    }

    @Override
    public void relaunchWith(Relauncher relauncher) {
        session.relaunchWith(relauncher);
    }

    @Override
    public void prepare() {
        session.prepare();
    }

    /** Compiles once, and loads what completes and explains. */
    @Override
    public void warmUp() {
        if (Reserve.isScarce()) { // a first cell has filled the heap
            return;
        }
        try {
            session.evaluateExpressions(Map.of("warm up", "1 + 1"));
            session.complete("System.out.", 11);
            session.inspect("Math.abs", 8, 0);
        } catch (OutOfMemoryError _) {
            // it fills it now
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
