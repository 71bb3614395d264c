package dev.linnet.attention.djl;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import java.util.List;
import java.util.stream.IntStream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;

/** An operator composed of tensor operations: frees what lies between inputs and outputs, and parts packed batches. */
public abstract sealed class Composition implements TensorOperator permits RecurrentComposition, ChunkwiseComposition {
    private final AttentionRule rule;
    private final AttentionOptions options;

    Composition(AttentionRule rule, AttentionOptions options) {
        this.rule = rule;
        this.options = options;
    }

    @Override
    public final AttentionRule rule() {
        return rule;
    }

    @Override
    public final TensorOutputs forward(TensorInputs in) {
        in.check(rule);
        if (in.layout().time() == 0) {
            return new TensorOutputs(in.manager().zeros(new InputShapes(rule, in.layout()).o(), in.type()),
                    in.stateBefore(rule).add(0));
        }
        try (var scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            TensorOutputs out = in.layout().sequences() == in.layout().batch() ? equalLengths(in) : packed(in);
            NDScope.unregister(out.o(), out.finalState());
            return out;
        }
    }

    private TensorOutputs packed(TensorInputs in) {
        List<TensorOutputs> parts = IntStream.range(0, in.layout().sequences())
                .mapToObj(s -> equalLengths(in.sequence(rule.stateRule(), s)))
                .toList();
        return new TensorOutputs(concat(parts.stream().map(TensorOutputs::o).toList(), 2),
                concat(parts.stream().map(TensorOutputs::finalState).toList(), 0));
    }

    /** DJL copies a single part, and the copy is not differentiable. */
    static NDArray concat(List<NDArray> parts, int axis) {
        return parts.size() == 1 ? parts.getFirst() : NDArrays.concat(new NDList(parts), axis);
    }

    final double scale(TensorInputs in) {
        return options.scaleFor(rule, in.layout().keyDim());
    }

    final AttentionOptions options() {
        return options;
    }

    /** For at least one step and sequences of equal length. */
    abstract TensorOutputs equalLengths(TensorInputs in);
}
