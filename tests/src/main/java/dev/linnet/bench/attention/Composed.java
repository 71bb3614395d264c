package dev.linnet.bench.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.SampleInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.djl.ChunkwiseComposition;
import dev.linnet.attention.djl.TensorInputs;
import dev.linnet.attention.djl.TensorOperator;
import dev.linnet.attention.djl.TensorOutputs;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The same rule and inputs composed of libtorch's tensor operations, with the chunk size that is fastest for each pass. */
public final class Composed implements AutoCloseable {
    private static final List<Integer> CHUNKS = List.of(32, 64, 128);
    private static final int TRIES = 3;

    private final NDManager manager = NDManager.newBaseManager();
    private final AttentionRule rule;
    private final TensorInputs in;
    private final NDArray outputGradient;
    private final int chunk;
    private Choice forward;
    private Choice both;

    private record Choice(int chunk, TensorOperator operator) {}

    /**
     * For one layout.
     *
     * @param threads threads of libtorch's operations
     * @param chunk   steps of a chunk; 0 for the best of several
     */
    public Composed(AttentionRule rule, Layout layout, int threads, int chunk, long seed) {
        this.rule = rule;
        this.chunk = chunk;
        JniUtils.setNumThreads(threads);
        var random = new Random(seed);
        in = TensorInputs.of(manager, rule, SampleInputs.of(rule, layout, random));
        var numbers = new float[Math.toIntExact(layout.rows() * layout.valueDim())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        outputGradient = manager.create(numbers,
                new Shape(layout.batch(), layout.heads(), layout.time(), layout.valueDim()));
    }

    /** Outputs. Returns the chunk size. */
    public int forward() {
        if (forward == null) {
            forward = fastest(this::forward);
        }
        forward(forward.operator);
        return forward.chunk;
    }

    private void forward(TensorOperator operator) {
        TensorOutputs out = operator.forward(in);
        out.o().close();
        out.finalState().close();
    }

    /** Outputs, and the gradients of all inputs from a gradient of the outputs. Returns the chunk size. */
    public int forwardAndBackward() {
        if (both == null) {
            both = fastest(this::forwardAndBackward);
        }
        forwardAndBackward(both.operator);
        return both.chunk;
    }

    /** Fresh leaves for each call: gradients are not added to those of the call before. */
    private void forwardAndBackward(TensorOperator operator) {
        try (var scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            JniUtils.setGradMode(true);
            var leaves = new TensorInputs(in.layout(), leaf(in.q()), leaf(in.k()), leaf(in.v()),
                    in.logDecay().map(Composed::leaf), in.beta().map(Composed::leaf), Optional.empty());
            NDArray o = operator.forward(leaves).o();
            JniUtils.backward((PtNDArray) o, (PtNDArray) outputGradient, false, false);
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    private static NDArray leaf(NDArray x) {
        NDArray leaf = x.stopGradient();
        leaf.setRequiresGradient(true);
        return leaf;
    }

    private Choice fastest(java.util.function.Consumer<TensorOperator> call) {
        List<Integer> sizes = chunk > 0 || rule instanceof AttentionRule.Comparing ? List.of(chunk) : CHUNKS;
        Choice best = null;
        long least = Long.MAX_VALUE;
        for (int size : sizes) {
            AttentionOptions options = AttentionOptions.defaults();
            var operator = ChunkwiseComposition.of(rule, size > 0 ? options.withChunkSize(size) : options);
            for (int i = 0; i < TRIES; i++) {
                long start = System.nanoTime();
                call.accept(operator);
                long taken = System.nanoTime() - start;
                if (taken < least) {
                    least = taken;
                    best = new Choice(size, operator);
                }
            }
        }
        return best;
    }

    @Override
    public void close() {
        manager.close();
    }
}
