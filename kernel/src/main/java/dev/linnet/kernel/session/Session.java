package dev.linnet.kernel.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import dev.linnet.display.Display;
import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderers;
import dev.linnet.kernel.code.CodeAssist;
import dev.linnet.kernel.code.Completeness;
import dev.linnet.kernel.code.Completion;
import dev.linnet.kernel.engine.CellException;
import dev.linnet.kernel.engine.Evaluation;
import dev.linnet.kernel.engine.StoppedException;
import dev.linnet.kernel.error.ErrorReport;
import dev.linnet.kernel.error.Traces;

/**
 * Runs cells, one at a time and each on the session's own thread, and answers questions about their text meanwhile. It
 * knows nothing of who shows the outputs.
 */
public final class Session implements AutoCloseable {
    private static final long ABANDON_AFTER_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int STOP_AGAIN_MS = 100;
    private static final ErrorReport INTERRUPTED = ErrorReport.of("Interrupted", "The cell was interrupted.");
    private static final ErrorReport ABANDONED = ErrorReport.of("Interrupted",
            "The cell did not stop within 2 seconds, because it is in native code or in a loop inside the JDK. It was"
                    + " left behind: its output is dropped, but it may keep a core busy until the kernel restarts.");
    private static final ScheduledThreadPoolExecutor TIMER = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().daemon().name("linnet-interrupt").inheritInheritableThreadLocals(false).factory());

    private final Workspace workspace;
    private final CellInterpreter interpreter;
    private final TextAssist assist;
    private final CodeAssist codeAssist;
    private final CellThread thread = new CellThread();
    private final ReentrantLock turn = new ReentrantLock(true);
    private volatile int counted;

    private Session(SessionConfig config) {
        workspace = new Workspace(config);
        interpreter = new CellInterpreter(workspace);
        codeAssist = new CodeAssist(workspace::classPath, config.compilerOptions(), workspace::declaredNames);
        assist = new TextAssist(codeAssist, workspace.magics(), new CellMagicContext(workspace, interpreter, 0));
    }

    /** Opens a session; from now on the process's standard streams and displays find the cell that uses them. */
    public static Session open(SessionConfig config) {
        StandardStreams.install();
        UncaughtErrors.install();
        Renderers.load(config.library().loader());
        Display.bind(() -> {
            var cell = Cell.current();
            return cell == null ? null : cell.output();
        });
        return new Session(config);
    }

    /**
     * Runs a cell and waits for its end; another one waits its turn. Everything that it emitted before it ended is with
     * {@code sink} when this returns; threads that it left running may emit later.
     */
    public ExecutionResult execute(ExecuteRequest request, OutputSink sink) {
        turn.lock();
        try {
            boolean counts = request.storeHistory() && !request.silent();
            int number = counted + 1;
            int source = number;
            if (counts) {
                counted = number;
                workspace.sources().cell(number, request.code());
            } else {
                source = workspace.sources().other("an uncounted cell", request.code());
            }
            var output = workspace.output("cell-" + number, sink);
            var outcome = run(request.code(), source, output, request.input(), counts);
            if (outcome.thrown() != null) {
                workspace.failed(outcome.thrown());
            }
            if (!request.silent()) {
                show(outcome, number, output);
            }
            return new ExecutionResult(number, outcome.status(), outcome.error());
        } finally {
            turn.unlock();
        }
    }

    private static void show(Outcome outcome, int number, CellOutput output) {
        if (outcome.error() != null) {
            output.emit(outcome.error());
        } else if (outcome.result() != null) {
            output.emit(new Output.ExecuteResult(number, outcome.result()));
        }
    }

    /** Runs a text on the cell thread and has all that it printed shown. */
    private Outcome run(String code, int source, CellOutput output, InputSource input, boolean counts) {
        var cell = new Cell(workspace, output, input);
        var run = new CellRun(cell, () -> evaluate(cell, code, source, counts));
        thread.start(run);
        var outcome = run.await();
        if (run.isAbandoned()) {
            output.flush();
            output.mute();
        } else {
            output.finish();
        }
        return outcome;
    }

    private Outcome evaluate(Cell cell, String code, int source, boolean keep) {
        try {
            Evaluation evaluation = interpreter.run(code, source);
            if (!evaluation.hasValue()) {
                return Outcome.ok(null);
            }
            boolean interrupted = cell.interrupted();
            var bundle = Renderers.render(evaluation.value());
            if (cell.interrupted() && !interrupted) {
                return Outcome.aborted(error(INTERRUPTED));
            }
            if (keep) {
                workspace.results().put(source, evaluation.value());
            }
            return Outcome.ok(bundle);
        } catch (Throwable thrown) {
            // Whatever a cell throws, an Error included, must leave the session usable.
            return cell.interrupted() ? Outcome.aborted(error(INTERRUPTED)) : failed(thrown);
        }
    }

    private Outcome failed(Throwable thrown) {
        try {
            return switch (thrown) {
                case CellFailure failure -> Outcome.error(error(failure.report()), failure.getCause());
                case CellException failure -> Outcome.error(error(workspace.traces().report(failure.getCause())),
                        failure.getCause());
                case StoppedException stopped -> Outcome.aborted(error(INTERRUPTED));
                default -> Outcome.error(error(workspace.traces().report(thrown)), thrown);
            };
        } catch (Throwable again) {
            return Outcome.error(error(ErrorReport.of(Traces.name(thrown),
                    "(its report failed: " + again.getClass().getName() + ")")), thrown);
        }
    }

    private static Output.Error error(ErrorReport report) {
        return new Output.Error(report.name(), report.message(), report.lines());
    }

    /**
     * Evaluates expressions beside the cells: nothing that they print is shown.
     *
     * @return by the same names, a {@link MimeBundle} or, where the expression fails, an {@link Output.Error}
     */
    public Map<String, Object> evaluateExpressions(Map<String, String> userExpressions) {
        turn.lock();
        try {
            var answers = new LinkedHashMap<String, Object>();
            userExpressions.forEach((name, expression) -> {
                int source = workspace.sources().other("expression " + name, expression);
                var output = workspace.output(name, ignored -> {});
                output.mute();
                var outcome = run(expression, source, output, InputSource.none(), false);
                workspace.sources().forget(source);
                answers.put(name, outcome.error() != null
                        ? outcome.error()
                        : outcome.result() != null
                                ? outcome.result()
                                : error(ErrorReport.of("NoValue", "\"" + expression + "\" has no value.")));
            });
            return answers;
        } finally {
            turn.unlock();
        }
    }

    /** Completions at a cursor, an offset in UTF-16 units; also while a cell runs. */
    public Completion complete(String code, int cursor) {
        return assist.complete(code, cursor);
    }

    /** What is known of the name at a cursor; also while a cell runs. */
    public Optional<MimeBundle> inspect(String code, int cursor, int detailLevel) {
        return assist.inspect(code, cursor, detailLevel);
    }

    /** Whether a text can be run as it stands. */
    public Completeness isComplete(String code) {
        return assist.isComplete(code);
    }

    /**
     * Stops the cell that runs, whether it computes, sleeps or waits for input; no effect where none runs. What cannot be
     * stopped is abandoned after 2 seconds.
     */
    public void interrupt() {
        var run = thread.interrupt(() -> workspace.engine().stop());
        if (run != null) {
            stopAgain(run, System.nanoTime());
        }
    }

    /** A stop may fall between two pieces of a cell, and a cell may swallow an interrupt: it is repeated. */
    private void stopAgain(CellRun run, long since) {
        var unused = TIMER.schedule(() -> {
            if (!run.isRunning()) {
                return;
            }
            if (System.nanoTime() - since > ABANDON_AFTER_NS) {
                thread.abandon(run, Outcome.aborted(error(ABANDONED)));
            } else {
                thread.interruptAgain(run, () -> workspace.engine().stop());
                stopAgain(run, since);
            }
        }, STOP_AGAIN_MS, TimeUnit.MILLISECONDS);
    }

    /** The number of the last counted cell, 0 before the first. */
    public int executionCount() {
        return counted;
    }

    /** Stops what runs and lets go of everything that the cells hold. */
    @Override
    public void close() {
        interrupt();
        thread.close();
        codeAssist.close();
        workspace.close();
        Cell.forget(workspace);
    }
}
