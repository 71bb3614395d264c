package dev.linnet.nn;

import dev.linnet.attention.chunk.Team;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;

/** Runs the groups of a batch on some threads, lending each the activations it needs. */
final class GroupRunner implements AutoCloseable {
    private final SequenceModel model;
    private final int threads;
    private Queue<SequenceModel.Pass> idle = new ConcurrentLinkedQueue<>();
    private int maxTime;

    GroupRunner(SequenceModel model, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1.");
        }
        this.model = model;
        this.threads = threads;
    }

    /**
     * Calls {@code work} once for every group number, with activations of its own while it runs.
     *
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; no group is worked on any more then
     */
    void forEach(SequenceBatch batch, BiConsumer<Integer, SequenceModel.Pass> work) {
        if (batch.time() > maxTime) {
            maxTime = batch.time();
            idle = new ConcurrentLinkedQueue<>();
        }
        Queue<SequenceModel.Pass> passes = idle;
        int time = maxTime;
        Team.run(threads, batch.groups().size(), (group, _) -> {
            SequenceModel.Pass lent = passes.poll();
            SequenceModel.Pass pass = lent == null ? model.pass(time) : lent;
            work.accept(group, pass);
            passes.add(pass);
        });
    }

    /** Lets go of the activations. */
    @Override
    public void close() {
        idle.clear();
    }
}
