package dev.linnet.kernel.wire;

import java.util.Map;
import java.util.Optional;

import dev.linnet.display.MimeBundle;
import dev.linnet.display.comm.CommHub;
import dev.linnet.kernel.code.Completeness;
import dev.linnet.kernel.code.Completion;
import dev.linnet.kernel.session.ExecuteRequest;
import dev.linnet.kernel.session.ExecutionResult;
import dev.linnet.kernel.session.OutputSink;
import dev.linnet.kernel.session.Relauncher;

/** What the wire needs of the session that runs the cells. All but {@code execute} may be called while a cell runs. */
public interface CellService extends AutoCloseable {
    /** Runs a cell to its end; says when it starts, emits its outputs meanwhile and perhaps some after it ended. */
    ExecutionResult execute(ExecuteRequest request, OutputSink sink);

    /** Evaluates named expressions after a cell: a {@code MimeBundle} or an {@code Output.Error} each. */
    Map<String, Object> evaluateExpressions(Map<String, String> userExpressions);

    /** Completions at a cursor; offsets count UTF-16 units. */
    Completion complete(String code, int cursor);

    /** What is known of the name at a cursor. */
    Optional<MimeBundle> inspect(String code, int cursor, int detailLevel);

    /** Whether a text can be run as it stands. */
    Completeness isComplete(String code);

    /** Stops the cells that run. */
    void interrupt();

    /** The number of the last counted cell, 0 before the first. */
    int executionCount();

    /** Tells how the cells' comms reach the front end; called once, before the first cell. */
    default void connect(CommHub frontEnd) {}

    /** Tells what can start this process anew; called once, before the first cell. */
    default void relaunchWith(Relauncher relauncher) {}

    /** Loads what every cell needs; called once, before or while the first cells arrive. */
    default void prepare() {}

    /** Does what the first requests would otherwise wait for; called once, after {@link #prepare} and when nothing is wanted. */
    default void warmUp() {}

    /** Whether several cells may be run at once, which subshells need; asked before the first of them. */
    default boolean runsCellsAtOnce() {
        return false;
    }

    @Override
    void close();
}
