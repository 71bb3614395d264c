package dev.linnet.bench.train;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.djl.ChunkwiseComposition;
import dev.linnet.attention.djl.RecurrentComposition;
import dev.linnet.attention.djl.TensorOperator;
import java.util.List;

/** Training steps of {@link LibtorchModel} in the form that is fastest here: step by step, or in chunks of the best size. */
public final class LibtorchStep implements AutoCloseable {
    private static final List<Integer> CHUNKS = List.of(16, 32, 64);
    private static final int TRIES = 3;

    private final LibtorchModel model;
    private final int chunk;

    /** With so many threads of libtorch; tries all forms. */
    public LibtorchStep(Workload workload, int threads) {
        LibtorchModel fastest = null;
        int best = 0;
        long least = Long.MAX_VALUE;
        for (int size : CHUNKS) {
            LibtorchModel candidate = model(workload, chunkwise(workload, size), threads);
            SameModel.require(workload, candidate);
            long taken = time(candidate);
            if (taken < least) {
                if (fastest != null) {
                    fastest.close();
                }
                least = taken;
                fastest = candidate;
                best = size;
            } else {
                candidate.close();
            }
        }
        LibtorchModel steps = model(workload, RecurrentComposition.of(workload.rule()), threads);
        SameModel.require(workload, steps);
        if (time(steps) < least) {
            fastest.close();
            fastest = steps;
            best = 0;
        } else {
            steps.close();
        }
        model = fastest;
        chunk = best;
    }

    static TensorOperator chunkwise(Workload workload, int chunk) {
        return ChunkwiseComposition.of(workload.rule(), AttentionOptions.defaults().withChunkSize(chunk));
    }

    static LibtorchModel model(Workload workload, TensorOperator operator, int threads) {
        return new LibtorchModel(workload.model(), workload.model().build(1).parameters(), operator,
                Workload.examples(2), threads);
    }

    private static long time(LibtorchModel model) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long start = System.nanoTime();
            model.step(Workload.TRAINING.learningRate());
            least = Math.min(least, System.nanoTime() - start);
        }
        return least;
    }

    /** One step; returns the steps of a chunk, 0 for step by step. */
    public int step() {
        model.step(Workload.TRAINING.learningRate());
        return chunk;
    }

    @Override
    public void close() {
        model.close();
    }
}
