package dev.linnet.attention.djl;

import dev.linnet.attention.softmax.BlockForm;
import dev.linnet.attention.softmax.Weights;
import java.util.ArrayList;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

/** Softmax and rectified attention: blocks all at once, a whole sequence by strips of queries so that memory does not grow with time squared. */
final class BlockComposition {
    /** Queries of a strip of a whole sequence. */
    private static final int STRIP = 512;

    private final BlockForm form;
    private final double scale;

    BlockComposition(BlockForm form, double scale) {
        this.form = form;
        this.scale = scale;
    }

    NDArray forward(TensorInputs in) {
        NDArray t = form.width() >= in.layout().time() ? strips(in) : blocks(in);
        return form.weights() == Weights.RELA ? LinearTensors.rms(t, form.epsilon()) : t;
    }

    private NDArray strips(TensorInputs in) {
        int time = in.layout().time();
        NDArray keys = Chunks.transposed(in.k());
        var rows = new ArrayList<NDArray>();
        for (int start = 0; start < time; start += STRIP) {
            int from = start;
            int to = Math.min(time, from + STRIP);
            int seen = form.causal() ? to : time;
            NDArray q = LibtorchMemory.scaled(in.q().get(new NDIndex().addAllDim(2).addSliceDim(from, to)), scale);
            NDArray scores = q.matMul(keys.get(new NDIndex().addAllDim(3).addSliceDim(0, seen)));
            NDArray mask = Chunks.matrix(in.manager(), in.type(), to - from, seen,
                    (r, c) -> !form.causal() || c <= from + r ? 0 : Double.NEGATIVE_INFINITY);
            rows.add(weights(scores, mask).matMul(in.v().get(new NDIndex().addAllDim(2).addSliceDim(0, seen))));
        }
        return Composition.concat(rows, 2);
    }

    private NDArray blocks(TensorInputs in) {
        var chunks = new Chunks(in.layout().batch(), in.layout().heads(), in.layout().time(), form.width());
        int C = form.width();
        NDArray scores = LibtorchMemory.scaled(chunks.cut(in.q(), 1), scale)
                .matMul(Chunks.transposed(chunks.cut(in.k(), 1)));
        // a row of padding in the last block sees itself, so that no row is empty
        NDArray mask = Chunks.matrix(in.manager(), in.type(), chunks.count() * C, C, (row, c) -> {
            int r = row % C;
            boolean past = !form.causal() || c <= r;
            return past && (row - r + c < chunks.time() || c == r) ? 0 : Double.NEGATIVE_INFINITY;
        }).reshape(1, chunks.count(), C, C);
        return chunks.join(weights(scores, mask).matMul(chunks.cut(in.v(), 1)));
    }

    private NDArray weights(NDArray scores, NDArray mask) {
        return form.weights() == Weights.SOFTMAX
                ? scores.add(mask).softmax(scores.getShape().dimension() - 1)
                : scores.getNDArrayInternal().relu().mul(mask.exp());
    }
}
