package dev.linnet.attention.djl;

import java.util.ArrayList;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Plain writes with a decay per key channel. Per chunk, with G (C x K) the cumulative log gates and R half of the last row:
 *
 * <pre>
 *     P = (Q exp(G - R)) (K exp(R - G))^T (s &lt;= r),   O = P V + (Q exp G) S,   S' = exp(G_C) S + (K exp(G_C - G))^T V
 * </pre>
 *
 * The factors of P overflow where gates are hard; P is then summed from differences of G, which never do.
 */
final class GlaComposition {
    /** The largest |G_C| for which the two factors of P, their product and its overlooked upper triangle stay in float32. */
    private static final double SOFT = 60;
    private static final int HARD_CHUNK = 16;

    private final TensorInputs in;
    private final double scale;
    private final int size;

    GlaComposition(TensorInputs in, double scale, int size) {
        this.in = in;
        this.scale = scale;
        this.size = size;
    }

    TensorOutputs forward(NDArray initialState) {
        Chunks chunks = chunks(size);
        NDArray G = cumulative(chunks);
        NDArray last = lastRow(chunks, G);
        boolean soft = last.min().toType(DataType.FLOAT64, false).getDouble() >= -SOFT;
        return soft
                ? factored(chunks, G, last, initialState)
                : summed(chunks(Math.min(size, HARD_CHUNK)), initialState);
    }

    private Chunks chunks(int C) {
        return new Chunks(in.layout().batch(), in.layout().heads(), in.layout().time(), C);
    }

    private NDArray cumulative(Chunks chunks) {
        return chunks.cut(in.logDecay().orElseThrow(), 1).cumSum(2);
    }

    private static NDArray lastRow(Chunks chunks, NDArray G) {
        return G.get(new NDIndex().addAllDim(2).addSliceDim(chunks.size() - 1, chunks.size()));
    }

    /** exp(G) and exp(G_C - G) are taken apart at R, so that each entry of Q and K costs one exponential. */
    private TensorOutputs factored(Chunks chunks, NDArray G, NDArray last, NDArray initialState) {
        NDArray R = LibtorchMemory.scaled(last, 0.5);
        NDArray Q = LibtorchMemory.scaled(chunks.cut(in.q(), 1), scale).mul(G.sub(R).exp());
        NDArray K = chunks.cut(in.k(), 1).mul(R.sub(G).exp());
        NDArray ones = Chunks.causal(in.manager(), in.type(), chunks.size(), 1).exp();
        NDArray P = Q.matMul(Chunks.transposed(K)).mul(ones);
        NDArray half = Chunks.transposed(R.exp());
        return passed(chunks, P, Q, K, half, Chunks.transposed(last.exp()), initialState);
    }

    private TensorOutputs summed(Chunks chunks, NDArray initialState) {
        NDArray G = cumulative(chunks);
        NDArray last = lastRow(chunks, G);
        NDArray Q = LibtorchMemory.scaled(chunks.cut(in.q(), 1), scale);
        NDArray K = chunks.cut(in.k(), 1);
        NDArray mask = Chunks.causal(in.manager(), in.type(), chunks.size(), 1).expandDims(2);
        NDArray E = G.expandDims(3).sub(G.expandDims(2)).add(mask).exp();
        NDArray P = Q.expandDims(3).mul(K.expandDims(2)).mul(E).sum(new int[] {4});
        NDArray one = in.manager().ones(new Shape(1), in.type());
        return passed(chunks, P, Q.mul(G.exp()), K.mul(last.sub(G).exp()), one, Chunks.transposed(last.exp()),
                initialState);
    }

    /** @param half what Q lacks to exp(G), and K to exp(G_C - G), per row of the state */
    private TensorOutputs passed(Chunks chunks, NDArray P, NDArray Q, NDArray K, NDArray half, NDArray decay,
            NDArray initialState) {
        NDArray V = chunks.cut(in.v(), 1);
        NDArray written = Chunks.transposed(K).matMul(V).mul(half);
        int count = chunks.count();
        NDArray states = scan(chunks.flat(initialState), decay, written, count);
        NDArray before = states.get(new NDIndex().addAllDim().addSliceDim(0, count)).mul(half);
        return new TensorOutputs(chunks.join(P.matMul(V).add(Q.matMul(before))),
                chunks.unflat(states.get(new NDIndex().addAllDim().addIndices(count))));
    }

    /** The state before each chunk and after the last. */
    private static NDArray scan(NDArray S0, NDArray decay, NDArray written, int count) {
        NDList decays = decay.split(count, 1);
        NDList writes = written.split(count, 1);
        NDArray S = S0.expandDims(1);
        var states = new ArrayList<NDArray>();
        states.add(S);
        for (int n = 0; n < count; n++) {
            S = S.mul(decays.get(n)).add(writes.get(n));
            states.add(S);
        }
        return Composition.concat(states, 1);
    }
}
