package dev.linnet.nn;

import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** Runs the groups of a batch on some threads, lending each the activations it needs. */
final class GroupRunner implements AutoCloseable {
    private final SequenceModel model;
    private final ForkJoinPool pool;
    private Queue<SequenceModel.Pass> idle = new ConcurrentLinkedQueue<>();
    private int maxTime;

    GroupRunner(SequenceModel model, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1.");
        }
        this.model = model;
        this.pool = new ForkJoinPool(threads);
    }

    /** Calls {@code work} once for every group number, with activations of its own while it runs. */
    void forEach(SequenceBatch batch, BiConsumer<Integer, SequenceModel.Pass> work) {
        if (batch.time() > maxTime) {
            maxTime = batch.time();
            idle = new ConcurrentLinkedQueue<>();
        }
        Queue<SequenceModel.Pass> passes = idle;
        int time = maxTime;
        var task = pool.submit(() -> IntStream.range(0, batch.groups().size()).parallel().forEach(group -> {
            SequenceModel.Pass lent = passes.poll();
            SequenceModel.Pass pass = lent == null ? model.pass(time) : lent;
            work.accept(group, pass);
            passes.add(pass);
        }));
        try {
            task.get();
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("The computation was stopped.").initCause(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A group of sequences failed: " + e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
