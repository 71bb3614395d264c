package dev.linnet.kernel.runner;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.google.gson.JsonObject;

import dev.linnet.kernel.notebook.Cell;
import dev.linnet.kernel.notebook.Notebook;
import dev.linnet.kernel.notebook.NotebookException;
import dev.linnet.kernel.notebook.NotebookFile;
import dev.linnet.kernel.notebook.html.HtmlPage;
import dev.linnet.kernel.session.ExecuteRequest;
import dev.linnet.kernel.session.ExecutionResult;
import dev.linnet.kernel.session.Output;

/**
 * One run of one notebook: every code cell in order, up to the first that fails. The output file is written before the
 * first cell, after each cell, and now and then during a long one.
 */
final class NotebookRun {
    private static final String RAISES = "raises-exception";
    private static final int SAVE_SECONDS = 5;
    private static final int GRACE_SECONDS = 4;

    private final Notebook notebook;
    private final Path output;
    private final RunOptions options;
    private final Provenance provenance;
    private final RunListener listener;
    private final OutputRecorder recorder = new OutputRecorder();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final long started = System.nanoTime();
    private String failure = "";
    private List<String> trace = List.of();
    private volatile CellRuntime running;
    private volatile boolean interrupted;

    NotebookRun(Notebook notebook, Path output, RunOptions options, Provenance provenance, RunListener listener) {
        this.notebook = notebook;
        this.output = output;
        this.options = options;
        this.provenance = provenance;
        this.listener = listener;
    }

    /** Runs the cells; the notebook file is whole and up to date whatever happens. */
    RunReport run(CellRuntime runtime) throws NotebookException {
        try {
            return runCells(runtime);
        } finally {
            ended.countDown();
        }
    }

    private RunReport runCells(CellRuntime runtime) throws NotebookException {
        var cells = new ArrayList<Cell>();
        for (Cell cell : notebook.cells()) {
            if (cell.isCode()) {
                cell.clear();
                cells.add(cell);
            }
        }
        cells.removeIf(cell -> cell.source().isBlank());
        save("running");
        running = runtime;
        RunReport.Status status = interrupted ? RunReport.Status.INTERRUPTED : RunReport.Status.OK;
        for (int i = 0; i < cells.size() && status == RunReport.Status.OK; i++) {
            listener.cellStarted(i + 1, cells.size());
            long begun = System.nanoTime();
            boolean ok = runCell(runtime, cells.get(i), i + 1);
            double seconds = (System.nanoTime() - begun) / 1e9;
            provenance.cell(i + 1, seconds);
            listener.cellEnded(i + 1, cells.size(), seconds);
            if (interrupted) {
                status = RunReport.Status.INTERRUPTED;
            } else if (!ok) {
                status = RunReport.Status.FAILED;
            } else {
                save("running");
            }
        }
        return finish(status);
    }

    /** Stops the run, from any thread, and returns when the output is saved; a stubborn cell is not waited for long. */
    void interrupt() throws NotebookException {
        stop();
        try {
            if (!ended.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                save("interrupted");
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            save("interrupted");
        }
    }

    private void stop() {
        interrupted = true;
        CellRuntime runtime = running;
        if (runtime != null) {
            runtime.interrupt();
        }
    }

    private RunReport finish(RunReport.Status status) throws NotebookException {
        var claims = recorder.locked(() -> ClaimRow.in(notebook));
        RunReport.Status verdict = status == RunReport.Status.OK && !claims.stream().allMatch(ClaimRow::passed)
                ? RunReport.Status.CLAIM_FAILED
                : status;
        save(switch (verdict) {
            case OK -> "completed";
            case FAILED -> "failed";
            case CLAIM_FAILED -> "claim failed";
            case INTERRUPTED -> "interrupted";
        });
        return new RunReport(verdict, failure, trace, claims, output, (System.nanoTime() - started) / 1e9);
    }

    private boolean runCell(CellRuntime runtime, Cell cell, int number) throws NotebookException {
        JsonObject timing = new JsonObject();
        recorder.locked(() -> {
            cell.metadata().add("execution", timing);
            timing.addProperty("iopub.execute_input", Instant.now().toString());
            timing.addProperty("iopub.status.busy", Instant.now().toString());
            return timing;
        });
        var sink = recorder.sink(cell);
        var work = new FutureTask<>(() -> runtime.execute(ExecuteRequest.of(cell.source()), sink));
        Thread.ofPlatform().daemon().name("cell " + number).start(work);
        Output.Error error;
        try {
            ExecutionResult result = await(work, options.timeout() == null
                    ? Long.MAX_VALUE
                    : System.nanoTime() + options.timeout().toNanos());
            recorder.locked(() -> {
                cell.setExecutionCount(result.executionCount());
                return null;
            });
            error = result.error();
            if (result.ok() || (cell.isTagged(RAISES) && !interrupted)) {
                return true;
            }
        } catch (TimeoutException late) {
            error = timeOut(runtime, work, number);
            sink.emit(error);
        } catch (ExecutionException broken) {
            error = new Output.Error(broken.getCause().getClass().getSimpleName(),
                    String.valueOf(broken.getCause().getMessage()), List.of(broken.getCause().toString()));
            sink.emit(error);
        } finally {
            recorder.locked(() -> {
                timing.addProperty("iopub.status.idle", Instant.now().toString());
                timing.addProperty("shell.execute_reply", Instant.now().toString());
                return timing;
            });
        }
        failure = CellFailure.sentence(number, error);
        trace = error.traceback();
        return false;
    }

    /** Waits for a cell; what it has put out so far is saved now and then. */
    private ExecutionResult await(FutureTask<ExecutionResult> work, long deadline)
            throws TimeoutException, ExecutionException, NotebookException {
        while (true) {
            long left = deadline - System.nanoTime();
            long wait = deadline == Long.MAX_VALUE
                    ? TimeUnit.SECONDS.toNanos(SAVE_SECONDS)
                    : Math.min(left, TimeUnit.SECONDS.toNanos(SAVE_SECONDS));
            try {
                return work.get(Math.max(wait, 0), TimeUnit.NANOSECONDS);
            } catch (TimeoutException stillRunning) {
                if (deadline != Long.MAX_VALUE && System.nanoTime() >= deadline) {
                    throw stillRunning;
                }
                if (recorder.takeChanged()) {
                    save("running");
                }
            } catch (InterruptedException asked) {
                stop();
            }
        }
    }

    private Output.Error timeOut(CellRuntime runtime, FutureTask<ExecutionResult> work, int number) {
        runtime.interrupt();
        String seconds = RunReport.duration(options.timeout().toMillis() / 1000.0);
        String sentence = "Cell " + number + " took longer than " + seconds + " (--timeout) and was stopped.";
        try {
            work.get(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException stubborn) {
            sentence = "Cell " + number + " took longer than " + seconds + " (--timeout) and does not stop.";
        } catch (ExecutionException | InterruptedException ended) {
            sentence += " It then failed: " + ended.getMessage();
        }
        return new Output.Error("CellTimeout", sentence, List.of(sentence));
    }

    private synchronized void save(String status) throws NotebookException {
        boolean last = !status.equals("running");
        String text = recorder.locked(() -> {
            notebook.metadata().add("linnet", provenance.toJson(status, ClaimRow.in(notebook)));
            return notebook.toText();
        });
        NotebookFile.writeAtomically(text, output);
        if (last && options.html()) {
            String page = HtmlPage.of(Notebook.parse(text, output.toString()), HtmlPage.titleOf(output));
            NotebookFile.writeAtomically(page, HtmlPage.beside(output));
        }
    }
}
