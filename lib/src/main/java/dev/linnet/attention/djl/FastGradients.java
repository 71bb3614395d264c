package dev.linnet.attention.djl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;

/**
 * A gradient collector through which fast operators take part in libtorch's automatic differentiation.
 *
 * <p>DJL cannot register a function with a backward pass of its own. So each fast operator cuts the computation: its outputs begin
 * a new piece, as leaves that collect gradients. {@link #backward} lets libtorch differentiate the last piece, down to those leaves;
 * then, for each cut from the last to the first, it turns the gradients of the outputs into gradients dx of the inputs x with the
 * operator's own backward pass, and lets libtorch go on into the piece before by differentiating the sum of x * dx. Gradients of
 * parameters add up over the pieces.
 *
 * <p>Pieces may share parts, such as the stream of a residual network. A shared part is gone through once for each piece that uses
 * it; {@link #boundary} cuts the stream itself, so that each layer is gone through once.
 *
 * <p>It belongs to the thread that opened it. Derivatives of derivatives are not there.
 */
public final class FastGradients implements GradientCollector {
    private static final ThreadLocal<FastGradients> OPEN = new ThreadLocal<>();

    private final GradientCollector collector;
    private final List<Cut> cuts = new ArrayList<>();

    private FastGradients(GradientCollector collector) {
        this.collector = collector;
    }

    static FastGradients open() {
        if (OPEN.get() != null) {
            throw new IllegalStateException(
                    "A collector of gradients is open on this thread already; only one can be: close it first.");
        }
        var gradients = new FastGradients(Engine.getInstance().newGradientCollector());
        OPEN.set(gradients);
        return gradients;
    }

    /** Whether a collector is open on this thread. */
    static boolean isOpen() {
        return OPEN.get() != null;
    }

    /** The gradients of inputs from those of outputs, of which some may not be there, because the loss does not look at them. */
    interface Derivative {
        List<NDArray> inputGradients(List<Optional<NDArray>> outputGradients);
    }

    /**
     * An operation that libtorch did not see.
     *
     * @param inputs     what it was given
     * @param outputs    what it gave, which is no one else's
     * @param derivative its backward pass
     * @return the outputs as others are to use them
     */
    static List<NDArray> record(List<NDArray> inputs, List<NDArray> outputs, Derivative derivative) {
        FastGradients open = OPEN.get();
        if (open != null) {
            return open.cut(inputs, outputs, derivative);
        }
        if (inputs.stream().anyMatch(NDArray::hasGradient) && JniUtils.isGradMode()) {
            throw new IllegalStateException("An input of a fast operator wants a gradient, and DJL's own collector does"
                    + " not see into it: open FastAttention.gradients() instead, or train with a FastTrainer.");
        }
        return outputs;
    }

    /**
     * Cuts a tensor that later pieces share, such as the stream of a residual network at the beginning of a layer. It changes no
     * result; without it the backward pass goes through everything before once for every fast operator behind.
     *
     * @return what is to be used in place of x; x itself where no collector is open
     */
    public static NDArray boundary(NDArray x) {
        FastGradients open = OPEN.get();
        if (open == null) {
            return x;
        }
        return open.cut(List.of(x), List.of(x.stopGradient()),
                gradients -> gradients.stream().map(Optional::orElseThrow).toList()).getFirst();
    }

    private List<NDArray> cut(List<NDArray> inputs, List<NDArray> outputs, Derivative derivative) {
        var cut = new Cut(inputs.stream().map(FastGradients::alias).toList(), outputs, derivative);
        cuts.add(cut);
        for (NDArray leaf : outputs) {
            NDScope.unregister(leaf);
            leaf.setRequiresGradient(true);
        }
        return outputs.stream().map(leaf -> leaf.reshape(leaf.getShape())).toList();
    }

    /** The same tensor under a handle of our own, which stays when others close theirs. */
    private static NDArray alias(NDArray x) {
        NDArray alias = x.reshape(x.getShape());
        NDScope.unregister(alias);
        return alias;
    }

    /** Adds the gradients of a loss to those of everything that requires one. */
    @Override
    public void backward(NDArray target) {
        try (var scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray ones = target.getManager().ones(target.getShape(), target.getDataType());
            keepingTheGraph(target, ones);
        }
        for (Cut cut : cuts.reversed()) {
            cut.backward();
        }
    }

    /** Later pieces may come through the same part again. */
    private static void keepingTheGraph(NDArray target, NDArray gradient) {
        JniUtils.backward((PtNDArray) target, (PtNDArray) gradient, true, false);
    }

    /** Sets all gradients within the engine to zero, as far as DJL can. */
    @Override
    public void zeroGradients() {
        collector.zeroGradients();
    }

    /** Ends the collection and frees what it kept for the backward pass. */
    @Override
    public void close() {
        OPEN.remove();
        cuts.forEach(Cut::close);
        cuts.clear();
        collector.close();
    }

    private record Cut(List<NDArray> inputs, List<NDArray> leaves, Derivative derivative) {
        void backward() {
            try (var scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                List<Optional<NDArray>> gradients = leaves.stream().map(Cut::collected).toList();
                if (gradients.stream().allMatch(Optional::isEmpty)) {
                    return;
                }
                List<NDArray> inputGradients = derivative.inputGradients(gradients);
                NDArray sum = anchor();
                for (int i = 0; i < inputs.size(); i++) {
                    NDArray x = inputs.get(i);
                    if (x.size() > 0) {
                        sum = sum.add(x.reshape(-1).dot(inputGradients.get(i).reshape(-1)));
                    }
                }
                keepingTheGraph(sum, sum.getManager().ones(new Shape(), sum.getDataType()));
                // a further loss begins anew
                gradients.forEach(gradient -> gradient.ifPresent(g -> g.subi(g)));
            }
        }

        /** So that the sum is differentiable also where no input is. */
        private NDArray anchor() {
            NDArray x = inputs.getFirst();
            NDArray zero = x.getManager().zeros(new Shape(), x.getDataType());
            zero.setRequiresGradient(true);
            return zero;
        }

        private static Optional<NDArray> collected(NDArray leaf) {
            return Optional.ofNullable(JniUtils.getGradient((PtNDArray) leaf));
        }

        void close() {
            inputs.forEach(NDArray::close);
            leaves.forEach(NDArray::close);
        }
    }
}
