package dev.linnet.attention.djl;

import static dev.linnet.attention.djl.LibtorchMemory.tensor;

import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Inputs of an operator as tensors of one type, float32 or float64.
 *
 * @param layout       batch, heads, time and widths, and where the sequences of a packed batch begin
 * @param q            queries {@code [batch, heads, time, key]}
 * @param k            keys {@code [batch, heads, time * writes, key]}: the writes of one step follow each other
 * @param v            values {@code [batch, heads, time * writes, value]}
 * @param logDecay     log forget gates {@code [batch, heads, time]} or {@code [batch, heads, time, key]}, where the rule takes some
 * @param beta         write strengths {@code [batch, heads, time * writes]}, where the rule takes some
 * @param initialState {@code [sequences, heads, key, value]}; none for zero
 */
public record TensorInputs(Layout layout, NDArray q, NDArray k, NDArray v, Optional<NDArray> logDecay,
        Optional<NDArray> beta, Optional<NDArray> initialState) {
    /** Queries, keys and values only, for sequences of equal length from a zero state. */
    public static TensorInputs of(NDArray q, NDArray k, NDArray v) {
        long[] n = fourAxes("q", q);
        return of(Layout.of((int) n[0], (int) n[1], (int) n[2], (int) n[3], valueDim(v)), q, k, v);
    }

    /** The same for sequences of several lengths, one after the other on the time axis of a batch of 1, as {@link Layout#packed} says. */
    public static TensorInputs packed(int[] offsets, NDArray q, NDArray k, NDArray v) {
        long[] n = fourAxes("q", q);
        return of(Layout.packed((int) n[1], offsets, (int) n[3], valueDim(v)), q, k, v);
    }

    private static TensorInputs of(Layout layout, NDArray q, NDArray k, NDArray v) {
        return new TensorInputs(layout, q, k, v, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static int valueDim(NDArray v) {
        return (int) fourAxes("v", v)[3];
    }

    private static long[] fourAxes(String name, NDArray x) {
        if (x.getShape().dimension() != 4) {
            throw new IllegalArgumentException(
                    name + " has the shape " + x.getShape() + "; it has four axes, (batch, heads, time, width).");
        }
        return x.getShape().getShape();
    }

    public TensorInputs withLogDecay(NDArray newLogDecay) {
        return new TensorInputs(layout, q, k, v, Optional.of(newLogDecay), beta, initialState);
    }

    public TensorInputs withBeta(NDArray newBeta) {
        return new TensorInputs(layout, q, k, v, logDecay, Optional.of(newBeta), initialState);
    }

    public TensorInputs withInitialState(NDArray newInitialState) {
        return new TensorInputs(layout, q, k, v, logDecay, beta, Optional.of(newInitialState));
    }

    /** Copies of arrays, in float32. */
    public static TensorInputs of(NDManager manager, AttentionRule rule, FloatInputs in) {
        var shapes = new InputShapes(rule, in.layout());
        return new TensorInputs(in.layout(), tensor(manager, in.q(), shapes.q()), tensor(manager, in.k(), shapes.k()),
                tensor(manager, in.v(), shapes.v()), some(shapes.gated(), manager, in.logDecay(), shapes.logDecay()),
                some(rule.stateRule().delta(), manager, in.beta(), shapes.beta()),
                some(in.initialState().length > 0, manager, in.initialState(), shapes.states()));
    }

    private static Optional<NDArray> some(boolean there, NDManager manager, float[] a, Shape shape) {
        return there ? Optional.of(tensor(manager, a, shape)) : Optional.empty();
    }

    /** Copies of arrays, in float64. */
    public static TensorInputs of(NDManager manager, AttentionRule rule, DoubleInputs in) {
        var shapes = new InputShapes(rule, in.layout());
        return new TensorInputs(in.layout(), tensor(manager, in.q(), shapes.q()), tensor(manager, in.k(), shapes.k()),
                tensor(manager, in.v(), shapes.v()), some(shapes.gated(), manager, in.logDecay(), shapes.logDecay()),
                some(rule.stateRule().delta(), manager, in.beta(), shapes.beta()),
                some(in.initialState().length > 0, manager, in.initialState(), shapes.states()));
    }

    private static Optional<NDArray> some(boolean there, NDManager manager, double[] a, Shape shape) {
        return there ? Optional.of(tensor(manager, a, shape)) : Optional.empty();
    }

    /** All tensors that there are, in the order of the components. */
    public List<NDArray> tensors() {
        var all = new ArrayList<>(List.of(q, k, v));
        logDecay.ifPresent(all::add);
        beta.ifPresent(all::add);
        initialState.ifPresent(all::add);
        return all;
    }

    DataType type() {
        return q.getDataType();
    }

    NDManager manager() {
        return q.getManager();
    }

    void check(AttentionRule rule) {
        new InputShapes(rule, layout).check(this);
    }

    /** The state before the first step. */
    NDArray stateBefore(AttentionRule rule) {
        return initialState.orElseGet(() -> manager().zeros(new InputShapes(rule, layout).states(), type()));
    }

    /** One sequence of a packed batch. */
    TensorInputs sequence(StateRule rule, int number) {
        int from = layout.firstRow(number, 0);
        int to = from + layout.length(number);
        int n = rule.writes();
        return new TensorInputs(
                Layout.of(1, layout.heads(), to - from, layout.keyDim(), layout.valueDim()), rows(q, from, to),
                rows(k, n * from, n * to), rows(v, n * from, n * to), logDecay.map(g -> rows(g, from, to)),
                beta.map(b -> rows(b, n * from, n * to)),
                initialState.map(s -> s.get(new NDIndex().addSliceDim(number, number + 1))));
    }

    private static NDArray rows(NDArray x, int from, int to) {
        return x.get(new NDIndex().addAllDim(2).addSliceDim(from, to));
    }
}
