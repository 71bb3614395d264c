package dev.linnet.attention.djl;

import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.data.StateRule;
import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** A residual network of attention layers on sequences {@code [batch, time, width]}, made of DJL blocks. */
final class SmallModel extends AbstractBlock {
    static final int HEADS = 2;

    private final List<Layer> layers = new ArrayList<>();
    private final boolean boundaries;

    SmallModel(TensorOperator operator, int depth, int width, boolean boundaries) {
        this.boundaries = boundaries;
        for (int i = 0; i < depth; i++) {
            layers.add(addChildBlock("layer" + i, new Layer(operator, width)));
        }
    }

    @Override
    protected NDList forwardInternal(ParameterStore store, NDList inputs, boolean training,
            PairList<String, Object> params) {
        NDArray x = inputs.singletonOrThrow();
        for (Layer layer : layers) {
            x = boundaries ? FastGradients.boundary(x) : x;
            x = x.add(layer.forward(store, new NDList(x), training, params).singletonOrThrow());
        }
        return new NDList(x);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return inputShapes;
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
        layers.forEach(layer -> layer.initialize(manager, type, inputShapes));
    }

    /** Norm, projections, attention, norm, projection. */
    private static final class Layer extends AbstractBlock {
        private final AttentionRule rule;
        private final int dim;
        private final AttentionBlock attention;
        private final List<Linear> projections = new ArrayList<>();

        Layer(TensorOperator operator, int width) {
            rule = operator.rule();
            dim = width / HEADS;
            attention = addChildBlock("attention", new AttentionBlock(operator));
            StateRule state = rule.stateRule();
            for (int units : new int[] {width, width * state.writes(), width * state.writes(), width,
                    HEADS * Math.max(1, state.gatesPerStep(dim)), HEADS * state.writes()}) {
                projections.add(addChildBlock("projection", Linear.builder().setUnits(units).build()));
            }
        }

        @Override
        protected NDList forwardInternal(ParameterStore store, NDList inputs, boolean training,
                PairList<String, Object> params) {
            NDArray x = inputs.singletonOrThrow();
            NDArray normed = rms(x);
            StateRule state = rule.stateRule();
            NDArray k = heads(projected(1, store, normed), state.writes(), dim);
            var all = new NDList(heads(projected(0, store, normed), 1, dim),
                    state.delta() ? k.div(k.square().sum(new int[] {3}, true).add(1e-6).sqrt()) : k,
                    heads(projected(2, store, normed), state.writes(), dim));
            int gates = state.gatesPerStep(dim);
            if (gates > 0) {
                NDArray g = Activation.softPlus(heads(projected(4, store, normed), 1, gates)).neg();
                all.add(gates == 1 ? g.squeeze(3) : g);
            }
            if (state.delta()) {
                NDArray beta = Activation.sigmoid(heads(projected(5, store, normed), state.writes(), 1)).squeeze(3);
                all.add(rule.maxBeta() == 2 ? beta.add(beta) : beta);
            }
            NDArray o = attention.forward(store, all, training).get(0);
            NDArray joined = o.transpose(0, 2, 1, 3).reshape(x.getShape());
            return new NDList(projected(3, store, rms(joined)));
        }

        private static NDArray rms(NDArray x) {
            return x.div(x.square().mean(new int[] {2}, true).add(1e-5).sqrt());
        }

        private NDArray projected(int index, ParameterStore store, NDArray x) {
            return projections.get(index).forward(store, new NDList(x), true).singletonOrThrow();
        }

        /** {@code [batch, time, heads * writes * width]} to {@code [batch, heads, time * writes, width]}. */
        private static NDArray heads(NDArray x, int writes, int width) {
            long batch = x.getShape().get(0);
            long time = x.getShape().get(1);
            return x.reshape(batch, time * writes, HEADS, width).transpose(0, 2, 1, 3);
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputShapes) {
            return inputShapes;
        }

        @Override
        protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
            projections.forEach(projection -> projection.initialize(manager, type, inputShapes));
        }
    }
}
