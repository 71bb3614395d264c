package dev.linnet.odeen.learned;

import dev.linnet.display.Progress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * Trains several learners beside each other. A thread takes the run of which the smallest share is done, trains it some steps, and puts it
 * back; so all end at about the same time, and every thread has work until then. What a run learns does not depend on the others.
 */
public final class LearnerRuns {
    private static final int SLICE = 10;
    private static final int WAIT_MILLIS = 200;

    private LearnerRuns() {}

    /** A run and its name, in the order of the caller. */
    private record Named(int number, String name, LearnerRun run) {}

    /**
     * Trains all to their ends with one progress bar and, in a notebook, a chart of their losses that follows them.
     *
     * @param runs    by the names of their learners, in the chart's order
     * @param threads that train; each run is on one of them at a time
     * @throws CancellationException if the thread is interrupted; the runs stay whole and can go on
     */
    public static void together(Map<String, LearnerRun> runs, int threads) {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("There are no runs; give at least one.");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1.");
        }
        var ordered = new LinkedHashMap<>(runs);
        List<String> names = List.copyOf(ordered.sequencedKeySet());
        var waiting = new PriorityBlockingQueue<Named>(runs.size(),
                Comparator.comparingDouble((Named named) -> named.run().done()).thenComparingInt(Named::number));
        IntStream.range(0, names.size())
                .mapToObj(i -> new Named(i, names.get(i), ordered.get(names.get(i))))
                .filter(named -> !named.run().ended())
                .forEach(waiting::add);
        var chart = new LearnerChart(ordered);
        ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, Math.min(threads, waiting.size())),
                Thread.ofPlatform().daemon().name("linnet-odeen-", 0).factory());
        try (var progress = Progress.of(String.join(", ", names), 1000)) {
            List<Future<?>> work = IntStream.range(0, Math.min(threads, waiting.size()))
                    .<Future<?>>mapToObj(_ -> workers.submit(() -> train(waiting)))
                    .toList();
            workers.shutdown();
            follow(work, ordered, progress, chart);
        } finally {
            workers.shutdownNow();
            workers.close(); // waits for the steps under way: whoever goes on with the runs is alone with them
            chart.finish();
        }
    }

    private static void train(PriorityBlockingQueue<Named> waiting) {
        for (Named next = waiting.poll(); next != null; next = waiting.poll()) {
            for (int i = 0; i < SLICE && !next.run().ended(); i++) {
                next.run().step();
            }
            if (!next.run().ended()) {
                waiting.add(next);
            }
        }
    }

    private static void follow(List<Future<?>> work, Map<String, LearnerRun> runs, Progress progress,
            LearnerChart chart) {
        for (Future<?> future : work) {
            boolean done = false;
            while (!done) {
                try {
                    future.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                    done = true;
                } catch (TimeoutException _) {
                    // not at its end yet; show how far it is
                } catch (InterruptedException e) {
                    work.forEach(other -> other.cancel(true));
                    Thread.currentThread().interrupt();
                    throw (CancellationException) new CancellationException("The training was stopped before its end.")
                            .initCause(e);
                } catch (ExecutionException e) {
                    work.forEach(other -> other.cancel(true));
                    throw e.getCause() instanceof RuntimeException cause
                            ? cause
                            : new IllegalStateException(e.getCause());
                }
                show(runs, progress);
                chart.update();
            }
        }
    }

    private static void show(Map<String, LearnerRun> runs, Progress progress) {
        var message = new StringJoiner(", ");
        runs.forEach((name, run) -> message.add("%s %d of %d".formatted(name, run.steps(),
                run.training().optimizer().steps())));
        double done = Arrays.stream(runs.values().stream().mapToDouble(LearnerRun::done).toArray()).average().orElse(1);
        progress.message(message.toString()).to(Math.round(1000 * done));
    }
}
