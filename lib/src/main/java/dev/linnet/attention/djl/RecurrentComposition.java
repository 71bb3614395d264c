package dev.linnet.attention.djl;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.StateRule;
import dev.linnet.attention.linear.LinearForm;
import dev.linnet.attention.softmax.BlockForm;
import dev.linnet.attention.softmax.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * A rule as its equation says, one step after the other, in tensor operations:
 *
 * <pre>
 *     S_t = A_t S_{t-1} + (writes of step t),   o_t = S_t^T (scale q_t)
 * </pre>
 *
 * Slow; in double precision it is what hand-derived gradients are held against, because libtorch differentiates it.
 */
public final class RecurrentComposition extends Composition {
    private RecurrentComposition(AttentionRule rule, AttentionOptions options) {
        super(rule, options);
    }

    public static RecurrentComposition of(AttentionRule rule) {
        return of(rule, AttentionOptions.defaults());
    }

    /** Of the options only the scale matters here. */
    public static RecurrentComposition of(AttentionRule rule, AttentionOptions options) {
        return new RecurrentComposition(rule, options);
    }

    @Override
    TensorOutputs equalLengths(TensorInputs in) {
        return rule() instanceof AttentionRule.Comparing comparing
                ? comparison(comparing.blockForm(), in)
                : recurrence(rule().stateRule(), rule().linearForm(), in);
    }

    private TensorOutputs recurrence(StateRule rule, LinearForm form, TensorInputs in) {
        int time = in.layout().time();
        NDList q = steps(LibtorchMemory.scaled(LinearTensors.map(form.featureMap(), in.q()), scale(in)), time);
        NDList k = steps(LinearTensors.map(form.featureMap(), in.k()), time * rule.writes());
        NDList v = steps(LinearTensors.values(form, in.v()), time * rule.writes());
        List<NDArray> alpha = gates(rule, in);
        Optional<NDList> beta = in.beta().map(b -> steps(b.expandDims(3), time * rule.writes()));
        NDArray S = in.stateBefore(rule());
        var o = new ArrayList<NDArray>();
        for (int t = 0; t < time; t++) {
            S = alpha.isEmpty() ? S : alpha.get(t).mul(S);
            for (int w = t * rule.writes(); w < (t + 1) * rule.writes(); w++) {
                NDArray u = v.get(w);
                if (rule.delta()) {
                    u = u.sub(k.get(w).matMul(S)).mul(beta.orElseThrow().get(w));
                }
                S = S.add(column(k.get(w)).matMul(u));
            }
            o.add(q.get(t).matMul(S));
        }
        return new TensorOutputs(LinearTensors.normalised(form, concat(o, 2), in.layout().valueDim()), S);
    }

    /** A tensor {@code [batch, heads, 1, width]} for each step. */
    private static NDList steps(NDArray x, int count) {
        return x.split(count, 2);
    }

    /** {@code [batch, heads, 1, width]} turned to {@code [batch, heads, width, 1]}. */
    private static NDArray column(NDArray row) {
        return row.swapAxes(2, 3);
    }

    /** For each step what multiplies the rows of a state, {@code [batch, heads, key, 1]} or fewer; empty for no gate. */
    private static List<NDArray> gates(StateRule rule, TensorInputs in) {
        int time = in.layout().time();
        return switch (rule.gate()) {
            case NONE -> List.of();
            case FIXED -> {
                double[] alpha = rule.logDecay().stream().mapToDouble(Math::exp).toArray();
                NDArray fixed = LibtorchMemory.tensor(in.manager(), alpha, new Shape(1, alpha.length, 1, 1))
                        .toType(in.type(), false);
                yield java.util.Collections.nCopies(time, fixed);
            }
            case SCALAR -> steps(in.logDecay().orElseThrow().expandDims(3).exp(), time);
            case CHANNEL -> steps(in.logDecay().orElseThrow().exp(), time).stream()
                    .map(RecurrentComposition::column)
                    .toList();
        };
    }

    private TensorOutputs comparison(BlockForm form, TensorInputs in) {
        int time = in.layout().time();
        NDList q = steps(LibtorchMemory.scaled(in.q(), scale(in)), time);
        NDArray keys = in.k().swapAxes(2, 3);
        var o = new ArrayList<NDArray>();
        for (int t = 0; t < time; t++) {
            int from = t / form.width() * form.width();
            int to = form.causal() ? t + 1 : (int) Math.min(time, (long) from + form.width());
            NDArray scores = q.get(t).matMul(keys.get(new NDIndex().addAllDim(3).addSliceDim(from, to)));
            NDArray weights = form.weights() == Weights.SOFTMAX
                    ? scores.softmax(3)
                    : scores.getNDArrayInternal().relu();
            NDArray row = weights.matMul(in.v().get(new NDIndex().addAllDim(2).addSliceDim(from, to)));
            o.add(form.weights() == Weights.SOFTMAX ? row : LinearTensors.rms(row, form.epsilon()));
        }
        return new TensorOutputs(concat(o, 2), in.stateBefore(rule()));
    }
}
