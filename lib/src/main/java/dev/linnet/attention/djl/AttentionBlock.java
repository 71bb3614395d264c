package dev.linnet.attention.djl;

import dev.linnet.attention.AttentionRule;
import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * An operator as a DJL block without parameters. It takes q, k, v, then the gates and write strengths that the rule has, then
 * possibly initial states, and gives outputs and final states; shapes are those of {@link TensorInputs}.
 */
public final class AttentionBlock extends AbstractBlock {
    private final TensorOperator operator;

    public AttentionBlock(TensorOperator operator) {
        this.operator = operator;
    }

    @Override
    protected NDList forwardInternal(ParameterStore parameterStore, NDList inputs, boolean training,
            PairList<String, Object> params) {
        if (training && operator instanceof FastAttention && !FastGradients.isOpen()) {
            throw new IllegalStateException("A fast operator is to be trained, and DJL's own collector does not see"
                    + " into it: train with a FastTrainer, or open FastAttention.gradients().");
        }
        TensorOutputs out = operator.forward(inputs(inputs));
        return new NDList(out.o(), out.finalState());
    }

    private TensorInputs inputs(NDList all) {
        AttentionRule rule = operator.rule();
        int gates = rule.stateRule().gatesPerStep(1);
        int strengths = rule.stateRule().delta() ? 1 : 0;
        int needed = 3 + gates + strengths;
        if (all.size() < needed || all.size() > needed + 1) {
            throw new IllegalArgumentException("The block of " + rule.title() + " was given " + all.size()
                    + " tensors; it takes q, k, v" + (gates > 0 ? ", log decays" : "")
                    + (strengths > 0 ? ", write strengths" : "") + " and possibly initial states.");
        }
        TensorInputs in = TensorInputs.of(all.get(0), all.get(1), all.get(2));
        return new TensorInputs(in.layout(), in.q(), in.k(), in.v(), at(all, 3, gates > 0),
                at(all, 3 + gates, strengths > 0), at(all, needed, all.size() > needed));
    }

    private static Optional<NDArray> at(NDList all, int index, boolean there) {
        return there ? Optional.of(all.get(index)) : Optional.empty();
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape q = inputShapes[0];
        long values = inputShapes[2].get(3);
        return new Shape[] {new Shape(q.get(0), q.get(1), q.get(2), values),
                new Shape(q.get(0), q.get(1), q.get(3), operator.rule().stateColumns((int) values))};
    }
}
