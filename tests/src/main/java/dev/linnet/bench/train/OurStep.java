package dev.linnet.bench.train;

import dev.linnet.nn.SequenceBatch;
import dev.linnet.nn.Trainer;

/** Training steps of this library: batch, gradient, clipping, AdamW. */
public final class OurStep implements AutoCloseable {
    private final Trainer trainer;
    private final SequenceBatch batch = SequenceBatch.of(Workload.examples(2));

    /** On so many threads. */
    public OurStep(Workload workload, int threads) {
        trainer = new Trainer(workload.model().build(1), Workload.TRAINING, threads);
    }

    /** One step; returns the loss before it. */
    public double step() {
        return trainer.step(batch);
    }

    @Override
    public void close() {
        trainer.close();
    }
}
