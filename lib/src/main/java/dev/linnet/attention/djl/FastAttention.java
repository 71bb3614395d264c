package dev.linnet.attention.djl;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.Chunkwise;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * The fast form, {@link Chunkwise}, as part of DJL's training: on float32 tensors, with its own backward pass in libtorch's.
 *
 * <pre>
 *     var attention = FastAttention.of(rule);
 *     try (var collector = FastAttention.gradients()) {
 *         var loss = ...;           // uses attention.forward(...) as any other operation
 *         collector.backward(loss);
 *     }
 * </pre>
 *
 * With DJL's own training loop {@link FastTrainer} opens such a collector. Without a collector outputs are constants.
 */
public final class FastAttention implements TensorOperator {
    private final AttentionRule rule;
    private final Chunkwise chunkwise;

    private FastAttention(AttentionRule rule, Chunkwise chunkwise) {
        this.rule = rule;
        this.chunkwise = chunkwise;
    }

    public static FastAttention of(AttentionRule rule) {
        return of(rule, AttentionOptions.defaults());
    }

    public static FastAttention of(AttentionRule rule, AttentionOptions options) {
        return new FastAttention(rule, Chunkwise.of(rule, options));
    }

    /**
     * Opens what is used in place of DJL's gradient collector where fast operators take part.
     *
     * @throws IllegalStateException if a collector is open already
     */
    public static FastGradients gradients() {
        return FastGradients.open();
    }

    @Override
    public AttentionRule rule() {
        return rule;
    }

    /**
     * Outputs and final states.
     *
     * @throws IllegalArgumentException if the tensors do not have the shapes which the rule asks for, or are not of type float32
     * @throws IllegalStateException    if a gradient is wanted and a collector of DJL's own, or none, is open
     */
    @Override
    public TensorOutputs forward(TensorInputs in) {
        in.check(rule);
        if (in.type() != DataType.FLOAT32) {
            throw new IllegalArgumentException("q is of type " + in.type()
                    + "; the fast operators work in float32: convert with toType, or use ChunkwiseComposition.");
        }
        FloatInputs floats = floats(in);
        FloatOutputs out = chunkwise.forward(floats);
        var shapes = new InputShapes(rule, in.layout());
        NDManager manager = in.manager();
        NDArray o = LibtorchMemory.tensor(manager, out.o(), shapes.o());
        NDArray finalState = LibtorchMemory.tensor(manager, out.finalState(), shapes.states());
        List<NDArray> results = FastGradients.record(in.tensors(), List.of(o, finalState),
                gradients -> backward(in, manager, floats, gradients));
        return new TensorOutputs(results.getFirst(), results.getLast());
    }

    private static FloatInputs floats(TensorInputs in) {
        return new FloatInputs(in.layout(), LibtorchMemory.floats(in.q()), LibtorchMemory.floats(in.k()),
                LibtorchMemory.floats(in.v()), floats(in.logDecay()), floats(in.beta()), floats(in.initialState()));
    }

    private static float[] floats(Optional<NDArray> x) {
        return x.map(LibtorchMemory::floats).orElse(new float[0]);
    }

    private List<NDArray> backward(TensorInputs in, NDManager manager, FloatInputs floats,
            List<Optional<NDArray>> gradients) {
        float[] dO = gradients.getFirst()
                .map(LibtorchMemory::floats)
                .orElseGet(() -> new float[Math.toIntExact(in.layout().rows() * in.layout().valueDim())]);
        float[] dS = floats(gradients.getLast());
        FloatGradients g = chunkwise.backward(floats, dO, dS);
        var all = new ArrayList<>(List.of(g.q(), g.k(), g.v()));
        in.logDecay().ifPresent(_ -> all.add(g.logDecay()));
        in.beta().ifPresent(_ -> all.add(g.beta()));
        in.initialState().ifPresent(_ -> all.add(g.initialState()));
        return all.stream().map(dx -> LibtorchMemory.tensor(manager, dx, new Shape(dx.length))).toList();
    }
}
