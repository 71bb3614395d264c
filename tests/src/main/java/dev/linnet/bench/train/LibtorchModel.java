package dev.linnet.bench.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.linnet.attention.djl.TensorInputs;
import dev.linnet.attention.djl.TensorOperator;
import dev.linnet.nn.BlockConfig;
import dev.linnet.nn.LabelledSequence;
import dev.linnet.nn.MixerConfig;
import dev.linnet.nn.Parameter;
import dev.linnet.nn.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link dev.linnet.nn.BlockModel} in libtorch's tensor operations, with its own derivatives and AdamW of tensor operations. Sequences
 * have one length and every position a label.
 */
public final class LibtorchModel implements AutoCloseable {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;

    private final NDManager manager = NDManager.newBaseManager();
    private final BlockConfig config;
    private final TensorOperator operator;
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private final Map<String, NDArray> first = new LinkedHashMap<>();
    private final Map<String, NDArray> second = new LinkedHashMap<>();
    private final NDArray tokens;
    private final NDArray labels;
    private final long batch;
    private final long time;
    private final long heads;
    private final long headWidth;
    private int steps;

    /** With a model's weights, for one batch. */
    public LibtorchModel(BlockConfig config, Parameters parameters, TensorOperator operator,
            List<LabelledSequence> examples, int threads) {
        JniUtils.setNumThreads(threads);
        this.config = config;
        this.operator = operator;
        heads = config.heads();
        headWidth = config.headWidth();
        batch = examples.size();
        time = examples.getFirst().length();
        for (Parameter parameter : parameters.list()) {
            float[] values = Arrays.copyOfRange(parameters.values(), parameter.offset(),
                    parameter.offset() + parameter.size());
            var shape = parameter.rows() == 1
                    ? new Shape(parameter.columns())
                    : new Shape(parameter.rows(), parameter.columns());
            weights.put(parameter.name(), manager.create(values, shape));
            first.put(parameter.name(), manager.zeros(shape));
            second.put(parameter.name(), manager.zeros(shape));
        }
        tokens = integers(examples.stream().map(LabelledSequence::tokens).toList());
        labels = integers(examples.stream().map(LabelledSequence::labels).toList());
    }

    private NDArray integers(List<int[]> rows) {
        return manager.create(rows.stream().flatMapToInt(Arrays::stream).asLongStream().toArray());
    }

    /** One step of AdamW without decay; returns the mean loss before it. */
    public double step(double rate) {
        Map<String, NDArray> leaves = new LinkedHashMap<>();
        try (var scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            double loss = gradients(leaves);
            steps++;
            var norm = new ArrayList<NDArray>();
            leaves.forEach((_, leaf) -> norm.add(leaf.getGradient().square().sum()));
            double length = Math.sqrt(NDArrays.stack(new NDList(norm)).sum().getFloat());
            float clip = (float) Math.min(1, 1 / (length + 1e-6));
            leaves.forEach((name, leaf) -> update(name, leaf.getGradient(), clip, (float) rate));
            return loss;
        }
    }

    private void update(String name, NDArray gradient, float clip, float rate) {
        NDArray g = gradient.mul(clip);
        NDArray m = first.get(name).muli(BETA1).addi(g.mul(1 - BETA1));
        NDArray v = second.get(name).muli(BETA2).addi(g.square().mul(1 - BETA2));
        float correction1 = (float) (1 / (1 - Math.pow(BETA1, steps)));
        float correction2 = (float) (1 / (1 - Math.pow(BETA2, steps)));
        weights.get(name).subi(m.mul(correction1 * rate).divi(v.mul(correction2).sqrt().addi(EPSILON)));
    }

    /** The gradient of the mean loss by all weights, by name; for tests. */
    Map<String, float[]> gradients() {
        Map<String, NDArray> leaves = new LinkedHashMap<>();
        Map<String, float[]> all = new LinkedHashMap<>();
        try (var scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            gradients(leaves);
            leaves.forEach((name, leaf) -> all.put(name, leaf.getGradient().toFloatArray()));
        }
        return all;
    }

    /** Fills {@code leaves} with the weights as leaves of a new graph, which have gradients afterwards. */
    private double gradients(Map<String, NDArray> leaves) {
        JniUtils.setGradMode(true);
        try {
            weights.forEach((name, weight) -> {
                NDArray leaf = weight.stopGradient();
                leaf.setRequiresGradient(true);
                leaves.put(name, leaf);
            });
            NDArray loss = loss(leaves);
            double value = loss.getFloat();
            JniUtils.backward((PtNDArray) loss, (PtNDArray) manager.ones(loss.getShape()), false, false);
            return value;
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    private NDArray loss(Map<String, NDArray> w) {
        NDArray x = w.get("embedding").get(tokens); // [batch * time][width]
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = "blocks." + layer + ".";
            x = x.add(mixer(w, name + "mixer.", rms(x, w.get(name + "mixerNorm"), 1e-6f)));
            NDArray y = rms(x, w.get(name + "mlpNorm"), 1e-6f);
            NDArray inner = silu(linear(y, w.get(name + "mlp.gate"))).mul(linear(y, w.get(name + "mlp.up")));
            x = x.add(linear(inner, w.get(name + "mlp.down")));
        }
        NDArray scores = linear(rms(x, w.get("norm"), 1e-6f), w.get("head"));
        return scores.logSoftmax(1).gather(labels.expandDims(1), 1).mean().neg();
    }

    private NDArray mixer(Map<String, NDArray> w, String name, NDArray x) {
        boolean deltaRule = config.mixer() instanceof MixerConfig.Delta;
        int writes = config.mixer() instanceof MixerConfig.Delta delta ? delta.householders() : 1;
        float scale = config.mixer() instanceof MixerConfig.Delta delta ? delta.range().strengthScale() : 1;
        NDArray q = unit(heads(projection(w, name + "query", x)));
        var keys = new ArrayList<NDArray>();
        var values = new ArrayList<NDArray>();
        var strengths = new ArrayList<NDArray>();
        for (int j = 0; j < writes; j++) {
            keys.add(unit(heads(projection(w, name + "key." + j, x))));
            values.add(heads(projection(w, name + "value." + j, x)));
            if (deltaRule) {
                strengths.add(linear(x, w.get(name + "strength." + j)).getNDArrayInternal()
                        .sigmoid()
                        .mul(scale)
                        .reshape(batch, time, heads)
                        .transpose(0, 2, 1));
            }
        }
        var in = TensorInputs.of(q, interleaved(keys), interleaved(values));
        if (deltaRule) {
            in = in.withBeta(strengths.size() == 1
                    ? strengths.getFirst()
                    : NDArrays.stack(new NDList(strengths), 3).reshape(batch, heads, time * writes));
        } else {
            in = in.withLogDecay(heads(logSigmoid(linear(x, w.get(name + "gate")))));
        }
        NDArray o = operator.forward(in).o().transpose(0, 2, 1, 3); // [batch][time][heads][width]
        NDArray normed = rms(o, w.get(name + "outputNorm"), 1e-5f);
        return linear(normed.reshape(batch * time, heads * headWidth), w.get(name + "output"));
    }

    /** [batch][heads][time * writes][width], the writes of a step one after the other. */
    private NDArray interleaved(List<NDArray> writes) {
        return writes.size() == 1
                ? writes.getFirst()
                : NDArrays.stack(new NDList(writes), 3)
                        .reshape(batch, heads, time * writes.size(), headWidth);
    }

    private NDArray projection(Map<String, NDArray> w, String name, NDArray x) {
        NDArray y = linear(x, w.get(name));
        NDArray taps = w.get(name + ".convolution");
        return silu(taps == null ? y : convolution(y, taps));
    }

    /** Sums of shifted copies, which is quicker here than libtorch's convolution with as many groups as channels. */
    private NDArray convolution(NDArray y, NDArray taps) {
        long channels = taps.getShape().get(0);
        int count = (int) taps.getShape().get(1);
        NDArray padded = y.reshape(batch, time, channels);
        padded = NDArrays.concat(new NDList(manager.zeros(new Shape(batch, count - 1, channels)), padded), 1);
        NDArray sum = null;
        for (int i = 0; i < count; i++) {
            NDArray part = padded.get(new NDIndex().addAllDim().addSliceDim(i, i + time))
                    .mul(taps.get(new NDIndex().addAllDim().addIndices(i)));
            sum = sum == null ? part : sum.add(part);
        }
        return sum.reshape(batch * time, channels);
    }

    private NDArray heads(NDArray x) {
        return x.reshape(batch, time, heads, headWidth).transpose(0, 2, 1, 3);
    }

    private static NDArray linear(NDArray x, NDArray weight) {
        return x.matMul(weight.transpose());
    }

    private static NDArray silu(NDArray x) {
        return x.mul(x.getNDArrayInternal().sigmoid());
    }

    private static NDArray logSigmoid(NDArray x) {
        return x.getNDArrayInternal().sigmoid().log();
    }

    private static NDArray unit(NDArray x) {
        return x.div(x.square().sum(new int[] {3}, true).add(1e-6f).sqrt());
    }

    private static NDArray rms(NDArray x, NDArray weight, float epsilon) {
        int last = x.getShape().dimension() - 1;
        return x.div(x.square().mean(new int[] {last}, true).add(epsilon).sqrt()).mul(weight);
    }

    @Override
    public void close() {
        manager.close();
    }
}
