package dev.linnet.attention.djl;

import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.StateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;

/**
 * The delta rule, gated or not, with one or several writes to a step, in its WY form. Per chunk of C steps and n C writes, with G
 * the cumulative log decay of a step or of a write's step:
 *
 * <pre>
 *     A  = beta (K K^T) exp(G_r - G_s) (strictly lower),   M = (I + A)^-1
 *     W  = M beta exp(G) K,   U = M beta V,   Vh = U - W S
 *     O  = exp(G) Q S + (Q K^T exp(G_r - G_s)) Vh,   S' = exp(G_C) S + (exp(G_C - G) K)^T Vh
 * </pre>
 *
 * Only Vh and S go from chunk to chunk; everything else is done for all chunks at once.
 */
final class DeltaComposition {
    private final StateRule rule;
    private final TensorInputs in;
    private final double scale;
    private final Chunks chunks;
    private final int writes;

    DeltaComposition(StateRule rule, TensorInputs in, double scale, int size) {
        this.rule = rule;
        this.in = in;
        this.scale = scale;
        chunks = new Chunks(in.layout().batch(), in.layout().heads(), in.layout().time(), size);
        writes = rule.writes();
    }

    TensorOutputs forward(NDArray initialState) {
        int C = chunks.size();
        int R = C * writes;
        NDArray Q = LibtorchMemory.scaled(chunks.cut(in.q(), 1), scale);
        NDArray K = chunks.cut(in.k(), writes);
        NDArray V = chunks.cut(in.v(), writes);
        NDArray beta = chunks.cut(in.beta().orElseThrow(), writes).expandDims(3);
        NDArray Kt = Chunks.transposed(K);
        NDArray betaK = K.mul(beta);
        NDArray P = Q.matMul(Kt);
        NDArray A = betaK.matMul(Kt);
        NDArray below = mask(R, R, (r, c) -> c < r);
        NDArray causal = mask(C, R, (r, c) -> c / writes <= r);
        NDArray toState = K;
        Optional<NDArray> decay = Optional.empty();
        if (rule.gate() == Gate.SCALAR) {
            NDArray G = chunks.cut(in.logDecay().orElseThrow(), 1).cumSum(2);
            NDArray Gw = writes == 1 ? G : G.repeat(2, writes);
            NDArray last = G.get(new NDIndex().addAllDim(2).addSliceDim(C - 1, C));
            below = Chunks.differences(Gw, Gw).add(below);
            causal = Chunks.differences(G, Gw).add(causal);
            betaK = betaK.mul(Gw.exp().expandDims(3));
            Q = Q.mul(G.exp().expandDims(3));
            toState = K.mul(last.sub(Gw).exp().expandDims(3));
            decay = Optional.of(last.exp().expandDims(3));
        }
        P = P.mul(causal.exp());
        A = A.mul(below.exp());
        NDArray M = A.add(in.manager().eye(R).toType(in.type(), false)).inverse();
        NDArray W = M.matMul(betaK);
        NDArray U = M.matMul(V.mul(beta));
        return passed(initialState, Q, P, W, U, Chunks.transposed(toState), decay);
    }

    private NDArray mask(int rows, int columns, BiPredicate<Integer, Integer> seen) {
        return Chunks.matrix(in.manager(), in.type(), rows, columns,
                (r, c) -> seen.test(r, c) ? 0 : Double.NEGATIVE_INFINITY);
    }

    private TensorOutputs passed(NDArray initialState, NDArray Q, NDArray P, NDArray W, NDArray U, NDArray Kt,
            Optional<NDArray> decay) {
        int count = chunks.count();
        NDList w = W.split(count, 1);
        NDList u = U.split(count, 1);
        NDList k = Kt.split(count, 1);
        Optional<NDList> decays = decay.map(d -> d.split(count, 1));
        NDArray S = chunks.flat(initialState).expandDims(1);
        List<NDArray> states = new ArrayList<>();
        List<NDArray> corrected = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            NDArray Vh = u.get(n).sub(w.get(n).matMul(S));
            states.add(S);
            corrected.add(Vh);
            NDArray kept = decays.isPresent() ? S.mul(decays.get().get(n)) : S;
            S = kept.add(k.get(n).matMul(Vh));
        }
        NDArray O = Q.matMul(Composition.concat(states, 1)).add(P.matMul(Composition.concat(corrected, 1)));
        return new TensorOutputs(chunks.join(O), chunks.unflat(S.squeeze(1)));
    }
}
