package dev.linnet.attention.djl;

import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.StateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * Plain writes with no decay or a scalar one. Per chunk, with G the cumulative log decay:
 *
 * <pre>
 *     P = (Q K^T) * exp(G_r - G_s) (s &lt;= r),   O = P V + exp(G) Q S,   S' = exp(G_C) S + (exp(G_C - G) K)^T V
 * </pre>
 */
final class DecayComposition {
    /** Chunks whose states one product of matrices gives: more costs more than it saves. */
    private static final int GROUP = 64;

    private final StateRule rule;
    private final TensorInputs in;
    private final Chunks chunks;

    DecayComposition(StateRule rule, TensorInputs in, int size) {
        this.rule = rule;
        this.in = in;
        chunks = new Chunks(in.layout().batch(), in.layout().heads(), in.layout().time(), size);
    }

    TensorOutputs forward(NDArray q, NDArray k, NDArray v, NDArray initialState) {
        NDArray Q = chunks.cut(q, 1);
        NDArray K = chunks.cut(k, 1);
        NDArray V = chunks.cut(v, 1);
        NDArray P = Q.matMul(Chunks.transposed(K));
        NDArray S0 = chunks.flat(initialState);
        Optional<NDArray> decay = cumulativeDecay();
        if (decay.isEmpty()) {
            NDArray ones = Chunks.causal(in.manager(), in.type(), chunks.size(), 1).exp();
            NDArray states = Composition.concat(List.of(S0.expandDims(1), Chunks.transposed(K).matMul(V)), 1).cumSum(1);
            return outputs(P.mul(ones).matMul(V), Q, states);
        }
        NDArray G = decay.get();
        NDArray last = G.get(new NDIndex().addAllDim(2).addSliceDim(chunks.size() - 1, chunks.size()));
        NDArray mask = Chunks.causal(in.manager(), in.type(), chunks.size(), 1);
        NDArray E = Chunks.differences(inner(G), inner(G)).add(mask).exp();
        NDArray written = Chunks.transposed(K.mul(last.sub(G).exp().expandDims(3))).matMul(V);
        NDArray states = scan(S0, last.squeeze(2), written);
        return outputs(P.mul(E).matMul(V), Q.mul(inner(G).exp().expandDims(3)), states);
    }

    private TensorOutputs outputs(NDArray inside, NDArray Q, NDArray states) {
        int n = chunks.count();
        NDArray before = states.get(new NDIndex().addAllDim().addSliceDim(0, n));
        NDArray O = inside.add(Q.matMul(before));
        return new TensorOutputs(chunks.join(O), chunks.unflat(states.get(new NDIndex().addAllDim().addIndices(n))));
    }

    /** A fixed decay is the same in all chunks: the first stands for all, except for how the last one ends. */
    private NDArray inner(NDArray G) {
        return rule.gate() == Gate.FIXED ? G.get(new NDIndex().addAllDim().addSliceDim(0, 1)) : G;
    }

    /** G, {@code [heads, chunks, size]}; rows beyond the last step keep the state. */
    private Optional<NDArray> cumulativeDecay() {
        return switch (rule.gate()) {
            case NONE, CHANNEL -> Optional.empty();
            case SCALAR -> Optional.of(chunks.cut(in.logDecay().orElseThrow(), 1).cumSum(2));
            case FIXED -> {
                int rows = chunks.count() * chunks.size();
                NDArray G = Chunks.matrix(in.manager(), in.type(), chunks.batch() * chunks.heads(), rows, (head, t) -> {
                    int first = t / chunks.size() * chunks.size();
                    return rule.logDecay().get(head % chunks.heads()) * (Math.min(t, chunks.time() - 1) - first + 1);
                });
                yield Optional.of(G.reshape(-1, chunks.count(), chunks.size()));
            }
        };
    }

    /**
     * The state before each chunk and after the last, {@code [heads, chunks + 1, key, value]}: within a group of chunks a lower
     * triangular matrix of decays times what was written.
     *
     * @param decay   log decay of each chunk {@code [heads, chunks]}
     * @param written what each chunk adds {@code [heads, chunks, key, value]}
     */
    private NDArray scan(NDArray S0, NDArray decay, NDArray written) {
        Shape state = S0.getShape();
        var groups = new ArrayList<NDArray>(List.of(S0.expandDims(1)));
        NDArray S = S0;
        for (int from = 0; from < chunks.count(); from += GROUP) {
            int n = Math.min(GROUP, chunks.count() - from);
            var index = new NDIndex().addAllDim().addSliceDim(from, from + n);
            NDArray G = decay.get(index).cumSum(1);
            NDArray zero = in.manager().zeros(new Shape(state.get(0), 1), in.type());
            NDArray columns = Composition.concat(List.of(zero, G), 1);
            // row r reads the state before the group and what chunks up to r wrote
            NDArray mask = Chunks.matrix(in.manager(), in.type(), n, n + 1,
                    (r, c) -> c <= r + 1 ? 0 : Double.NEGATIVE_INFINITY);
            NDArray factors = Chunks.differences(G, columns).add(mask).exp();
            NDArray all = Composition.concat(List.of(S.expandDims(1), written.get(index)), 1);
            NDArray states = factors.matMul(all.reshape(state.get(0), n + 1, -1))
                    .reshape(state.get(0), n, state.get(1), state.get(2));
            groups.add(states);
            S = states.get(new NDIndex().addAllDim().addIndices(n - 1));
        }
        return Composition.concat(groups, 1);
    }
}
