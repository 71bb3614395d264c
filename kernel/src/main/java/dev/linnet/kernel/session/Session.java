package dev.linnet.kernel.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import dev.linnet.display.Display;
import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderers;
import dev.linnet.display.TraceText;
import dev.linnet.display.TypeNames;
import dev.linnet.display.comm.CommHub;
import dev.linnet.display.comm.Comms;
import dev.linnet.kernel.code.CodeAssist;
import dev.linnet.kernel.code.Completeness;
import dev.linnet.kernel.code.Completion;
import dev.linnet.kernel.engine.CellException;
import dev.linnet.kernel.engine.CellTypes;
import dev.linnet.kernel.engine.Evaluation;
import dev.linnet.kernel.engine.Reserve;
import dev.linnet.kernel.engine.StoppedException;
import dev.linnet.kernel.error.Ansi;
import dev.linnet.kernel.error.CellSources;
import dev.linnet.kernel.error.ErrorReport;
import dev.linnet.kernel.error.Traces;

/**
 * Runs cells on threads of its own, one after the other for each thread that has them executed, and answers questions about their text meanwhile. It
 * knows nothing of who shows the outputs.
 */
public final class Session implements AutoCloseable {
    private final Workspace workspace;
    private final CellInterpreter interpreter;
    private final TextAssist assist;
    private final CodeAssist codeAssist;
    private final CellThreads threads = new CellThreads(this::prepare);
    private final AtomicInteger counted = new AtomicInteger();

    private Session(SessionConfig config) {
        workspace = new Workspace(config);
        interpreter = new CellInterpreter(workspace);
        codeAssist = new CodeAssist(workspace::classPath, config.compilerOptions(), workspace::declaredNames);
        assist = new TextAssist(codeAssist, workspace.magics(), new CellMagicContext(workspace, interpreter, 0, false));
    }

    /** Opens a session; from now on the process's standard streams and displays find the cell that uses them. */
    public static Session open(SessionConfig config) {
        StandardStreams.install();
        UncaughtErrors.install();
        Renderers.load(config.library().loader());
        TraceText.register(Session::trace);
        TypeNames.register(CellTypes::name);
        Display.bind(() -> {
            var cell = Cell.current();
            return cell == null ? null : cell.output();
        });
        Comms.bind(() -> {
            var cell = Cell.current();
            return cell == null ? null : cell.workspace().comms(cell);
        });
        return new Session(config);
    }

    /** An exception as its cell would have shown it. */
    private static String trace(Throwable thrown) {
        var cell = Cell.current();
        var traces = cell == null ? new Traces(new CellSources()) : cell.workspace().traces();
        return Ansi.strip(String.join("\n", traces.lines(thrown)));
    }

    /**
     * Runs a cell and waits for its end; what other threads have executed runs beside it. Everything that it emitted before
     * it ended is with {@code sink} when this returns; threads that it left running may emit later.
     */
    public ExecutionResult execute(ExecuteRequest request, OutputSink sink) {
        boolean counts = request.storeHistory() && !request.silent();
        int number = counts ? counted.incrementAndGet() : counted.get() + 1;
        int source = number;
        if (counts) {
            workspace.sources().cell(number, request.code());
        } else {
            source = workspace.sources().other("an uncounted cell", request.code());
        }
        sink.started(number);
        saveMemory();
        var output = workspace.output("cell-" + number, sink);
        if (threads.areIdle()) {
            StandardStreams.restore()
                    .forEach(name -> output.print(Output.Stream.STDERR, "Note: an earlier cell had replaced " + name
                            + "; it is the notebook's again.\n"));
        }
        var outcome = run(request.code(), source, output, request.input(), counts);
        if (outcome.thrown() != null) {
            workspace.failed(outcome.thrown());
        }
        if (!request.silent()) {
            show(outcome, number, output);
        }
        return new ExecutionResult(number, outcome.status(), outcome.error());
    }

    private static void show(Outcome outcome, int number, CellOutput output) {
        if (outcome.error() != null) {
            output.emit(outcome.error());
        } else if (outcome.result() != null) {
            output.emit(new Output.ExecuteResult(number, outcome.result()));
        }
    }

    /** Runs a text on a cell thread and has all that it printed shown. */
    private Outcome run(String code, int source, CellOutput output, InputSource input, boolean counts) {
        var cell = new Cell(workspace, output, input);
        var run = new CellRun(cell, () -> evaluate(cell, code, source, counts));
        var outcome = threads.run(run);
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
            // System.out.printf("...") is written for what it prints.
            boolean printed = evaluation.value() == System.out || evaluation.value() == System.err;
            if (!evaluation.hasValue() || printed) {
                succeeded(source, code, keep);
                return Outcome.ok(null);
            }
            boolean interrupted = cell.interrupted();
            var bundle = render(evaluation.value());
            if (cell.interrupted() && !interrupted) {
                return Outcome.interrupted();
            }
            if (keep) {
                workspace.results().put(source, evaluation.value());
            }
            succeeded(source, code, keep);
            return Outcome.ok(bundle);
        } catch (Throwable thrown) {
            Reserve.releaseAfter(thrown);
            // Whatever a cell throws, an Error included, must leave the session usable.
            return workspace.failed(cell, thrown);
        }
    }

    /** A toString() or a renderer of a cell can be stopped as the cell itself. */
    private MimeBundle render(Object value) throws CellException, StoppedException {
        var shown = new MimeBundle[1];
        workspace.engine().show(() -> shown[0] = Renderers.render(value));
        return shown[0];
    }

    private void succeeded(int source, String code, boolean keep) {
        if (keep && !code.isBlank()) {
            workspace.succeeded(source);
        }
    }

    /**
     * Evaluates expressions beside the cells: nothing that they print is shown.
     *
     * @return by the same names, a {@link MimeBundle} or, where the expression fails, an {@link Output.Error}
     */
    public Map<String, Object> evaluateExpressions(Map<String, String> userExpressions) {
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
                            : Outcome.error(ErrorReport.of("NoValue", "\"" + expression + "\" has no value.")));
        });
        return answers;
    }

    /** Completions at a cursor, an offset in UTF-16 units; also while a cell runs. None where the heap is full. */
    public Completion complete(String code, int cursor) {
        if (Reserve.isScarce()) {
            return new Completion(cursor, cursor, List.of());
        }
        try {
            return assist.complete(code, cursor);
        } finally {
            saveMemory();
        }
    }

    /** What is known of the name at a cursor; also while a cell runs. Nothing where the heap is full. */
    public Optional<MimeBundle> inspect(String code, int cursor, int detailLevel) {
        if (Reserve.isScarce()) {
            return Optional.empty();
        }
        try {
            return assist.inspect(code, cursor, detailLevel);
        } finally {
            saveMemory();
        }
    }

    /** Where a cell has filled the heap, lets go of what opens again when it is asked. */
    private void saveMemory() {
        if (Reserve.isScarce()) {
            codeAssist.close();
        }
    }

    /** Whether a text can be run as it stands. */
    public Completeness isComplete(String code) {
        return Reserve.isScarce() ? new Completeness(Completeness.Status.UNKNOWN, "") : assist.isComplete(code);
    }

    /** What can start the process of this session anew; called before the first cell. */
    public void relaunchWith(Relauncher relauncher) {
        workspace.relaunchWith(relauncher);
        relauncher.predecessor().ifPresent(left -> {
            counted.set(left.executionCount());
            Reserve.beginNow(); // the next cell may be the one for which there was not enough memory
        });
    }

    /** Does now for the compiler what the next cell would otherwise wait for. */
    public void prepare() {
        workspace.engine().prepare();
    }

    /** How the cells' comms reach a front end; without one they are never open. */
    public void connect(CommHub frontEnd) {
        workspace.connect(frontEnd);
    }

    /**
     * Stops the cells that run, whether they compute, sleep or wait for input, and a handler that is being called; no
     * effect where nothing runs. What cannot be stopped is abandoned after 2 seconds.
     */
    public void interrupt() {
        threads.all().forEach(thread -> Interruption.of(thread, workspace));
        workspace.callbacks().interrupt();
    }

    /** The number of the last counted cell, 0 before the first. */
    public int executionCount() {
        return counted.get();
    }

    /** Stops what runs and lets go of everything that the cells hold. */
    @Override
    public void close() {
        interrupt();
        threads.all().forEach(CellThread::close);
        workspace.callbacks().close();
        codeAssist.close();
        workspace.close();
        Cell.forget(workspace);
    }
}
