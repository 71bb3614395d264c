package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * y = W x + b on every position; W is {@code [outputs][inputs]}.
 *
 * <p>The products y and dx are {@link PackedWeights}' and dW is that of {@link OuterProducts}.
 */
public final class Linear {
    private static final int LENGTH = SPECIES.length();
    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private final Parameter weight;
    private final Parameter bias;

    /** A map without bias. */
    public Linear(Parameter weight) {
        this(weight, null);
    }

    /** A map with a bias {@code [1][outputs]}, or without ({@code null}). */
    public Linear(Parameter weight, Parameter bias) {
        if (bias != null && bias.size() != weight.rows()) {
            throw new IllegalArgumentException("Bias %s has %d entries; %s has %d outputs.".formatted(bias.name(),
                    bias.size(), weight.name(), weight.rows()));
        }
        this.weight = weight;
        this.bias = bias;
    }

    private static final class Scratch {
        private final PackedWeights weights = new PackedWeights();
        private final OuterProducts products = new OuterProducts();
        private final float[] sums = new float[WIDTH];
    }

    public int inputs() {
        return weight.columns();
    }

    public int outputs() {
        return weight.rows();
    }

    Parameter weight() {
        return weight;
    }

    /** y {@code [T][outputs][16]} from x {@code [T][inputs][16]}. */
    public void forward(float[] parameters, float[] x, float[] y, int time) {
        if (bias != null) {
            fillBias(parameters, y, time);
        }
        PackedWeights packed = SCRATCH.get().weights;
        packed.pack(parameters, weight);
        packed.multiply(x, 0, y, 0, time, bias != null);
    }

    /** Adds W^T dy to dx (unless {@code dx} is null), and dy x^T and dy to the gradients of W and b. */
    public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
        Scratch scratch = SCRATCH.get();
        if (dx != null) {
            scratch.weights.packTransposed(parameters, weight);
            scratch.weights.multiply(dy, 0, dx, 0, time, true);
        }
        for (int t = 0; t < time; t += OuterProducts.STEPS) {
            int steps = Math.min(OuterProducts.STEPS, time - t);
            scratch.products.load(x, t * inputs() * WIDTH, inputs(), steps);
            scratch.products.add(dy, t * outputs() * WIDTH, outputs(), gradient, weight.offset());
        }
        if (bias != null) {
            biasGradient(dy, gradient, time, scratch.sums);
        }
    }

    private void biasGradient(float[] dy, float[] gradient, int time, float[] sums) {
        for (int o = 0; o < outputs(); o++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                FloatVector sum = FloatVector.zero(SPECIES);
                for (int t = 0; t < time; t++) {
                    sum = sum.add(FloatVector.fromArray(SPECIES, dy, (t * outputs() + o) * WIDTH + l));
                }
                sum.intoArray(sums, l);
            }
            gradient[bias.offset() + o] += LaneSums.sum(sums, 0);
        }
    }

    private void fillBias(float[] parameters, float[] y, int time) {
        for (int t = 0; t < time; t++) {
            for (int o = 0; o < outputs(); o++) {
                int from = (t * outputs() + o) * WIDTH;
                Arrays.fill(y, from, from + WIDTH, parameters[bias.offset() + o]);
            }
        }
    }
}
