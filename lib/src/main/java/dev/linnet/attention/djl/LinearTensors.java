package dev.linnet.attention.djl;

import dev.linnet.attention.linear.FeatureMap;
import dev.linnet.attention.linear.LinearForm;
import dev.linnet.attention.linear.OutputNorm;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

/** What a {@link LinearForm} does around the recurrence, on tensors. */
final class LinearTensors {
    private LinearTensors() {}

    /** phi(x) */
    static NDArray map(FeatureMap map, NDArray x) {
        return switch (map) {
            case IDENTITY -> x;
            case ELU -> x.getNDArrayInternal().elu(1f);
            case ELU_PLUS_ONE -> x.getNDArrayInternal().elu(1f).add(1);
            case RELU -> x.getNDArrayInternal().relu();
        };
    }

    /** Values, with a 1 appended where the state keeps the sum of weights. */
    static NDArray values(LinearForm form, NDArray v) {
        if (form.norm() != OutputNorm.SUM) {
            return v;
        }
        long[] n = v.getShape().getShape();
        NDArray ones = v.getManager().ones(new ai.djl.ndarray.types.Shape(n[0], n[1], n[2], 1), v.getDataType());
        return Composition.concat(List.of(v, ones), 3);
    }

    /** Outputs from what was read of the state, {@code [batch, heads, time, columns]}. */
    static NDArray normalised(LinearForm form, NDArray t, int valueDim) {
        return switch (form.norm()) {
            case NONE -> t;
            case RMS -> rms(t, form.epsilon());
            case SUM -> {
                NDArray weights = t.get(new NDIndex().addAllDim(3).addSliceDim(valueDim, valueDim + 1));
                NDArray sums = t.get(new NDIndex().addAllDim(3).addSliceDim(0, valueDim));
                yield sums.div(weights.add(form.epsilon()));
            }
        };
    }

    /** t / sqrt(mean(t^2) + epsilon) over the last axis. */
    static NDArray rms(NDArray t, double epsilon) {
        return t.div(t.square().mean(new int[] {t.getShape().dimension() - 1}, true).add(epsilon).sqrt());
    }
}
