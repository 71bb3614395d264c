package dev.linnet.sweep;

import dev.linnet.display.Display;
import dev.linnet.display.DisplayHandle;
import dev.linnet.display.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tech.tablesaw.api.Table;

/** One execution of a sweep: gives the runs that are left to an engine and takes the outcomes as they come. */
final class Execution {
    private static final long REDRAW_NANOS = 2_000_000_000L;
    /** Seconds that interrupted trainings have to notice it; a step of the largest takes less. */
    private static final int STOP_SECONDS = 60;

    private final Path folder;
    private final List<Planned> planned;
    private final ResultFile results;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Integer> left = new ArrayList<>();
    private int computed;
    private DisplayHandle handle;
    private long drawn;

    Execution(Path folder, List<Planned> planned, ResultFile results) {
        this.folder = folder;
        this.planned = planned;
        this.results = results;
        for (int i = 0; i < planned.size(); i++) {
            Outcome known = results.find(planned.get(i).key()).orElse(null);
            outcomes.add(known);
            if (known == null) {
                left.add(i);
            }
        }
    }

    /** The runs that there is no result of. */
    int left() {
        return left.size();
    }

    private record Finished(int run, Outcome outcome) {}

    void run(Engine engine) throws IOException {
        BlockingQueue<Finished> finished = new LinkedBlockingQueue<>();
        int threads = Math.min(engine.parallel(), left.size());
        ExecutorService pool = Executors.newFixedThreadPool(threads,
                Thread.ofPlatform().daemon().name("linnet-sweep-", 0).factory());
        try (var progress = Progress.of("sweep of " + planned.size() + " runs", planned.size())) {
            progress.from(planned.size() - left.size());
            for (int run : left) {
                pool.execute(() -> finished.add(new Finished(run, attempt(engine, planned.get(run)))));
            }
            for (int i = 0; i < left.size(); i++) {
                Finished one = finished.take();
                take(one.outcome != null ? one : new Finished(one.run, Outcome.failed("The run was stopped.")));
                progress.message(planned.size() - left.size() + computed + " done").step();
            }
        } catch (InterruptedException interrupt) {
            stop(pool, finished);
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException(
                    "The sweep was stopped: %d of %d runs have finished and are kept in %s; run it again to go on."
                            .formatted(
                                    planned.size() - left.size() + computed, planned.size(), folder))
                    .initCause(interrupt);
        } finally {
            pool.shutdownNow();
        }
        if (handle != null) {
            handle.update(table());
        }
    }

    /** Waits until no thread trains any more, and keeps what finished meanwhile. */
    private void stop(ExecutorService pool, BlockingQueue<Finished> finished) throws IOException {
        pool.shutdownNow();
        try {
            boolean ended = pool.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                System.err.println("A training of the sweep goes on: it did not notice the interrupt.");
            }
        } catch (InterruptedException _) {
            // a second interrupt: whoever gave it does not want to wait
        }
        for (Finished one = finished.poll(); one != null; one = finished.poll()) {
            if (one.outcome != null) {
                take(one);
            }
        }
    }

    private void take(Finished finished) throws IOException {
        outcomes.set(finished.run, finished.outcome);
        computed++;
        Planned run = planned.get(finished.run);
        results.add(run.key(), run.json(), finished.outcome);
        if (Display.isShown() && System.nanoTime() - drawn >= REDRAW_NANOS) {
            if (handle == null) {
                handle = Display.show(table());
            } else {
                handle.update(table());
            }
            drawn = System.nanoTime();
        }
    }

    private Table table() {
        return SweepResult.table(planned, outcomes);
    }

    /** The outcome of a run, tried as often as the engine wants; null if the thread was interrupted. */
    private static Outcome attempt(Engine engine, Planned run) {
        Throwable last = null;
        for (int attempt = 0; attempt < engine.attempts(); attempt++) {
            try {
                return engine.run(run.work(), run.key());
            } catch (CancellationException | InterruptedException _) {
                return null;
            } catch (Exception | OutOfMemoryError failure) {
                last = failure;
                if (failure instanceof IllegalArgumentException) { // what was asked for makes no sense, and never will
                    break;
                }
            }
        }
        String message = String.valueOf(last.getMessage());
        return Outcome.failed(last instanceof RuntimeException || message.length() > 20
                ? message
                : last.getClass().getSimpleName() + ": " + message);
    }

    SweepResult result() {
        return new SweepResult(folder, planned, outcomes, computed);
    }
}
