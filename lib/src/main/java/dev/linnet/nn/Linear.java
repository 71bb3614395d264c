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
            fillBias(parameters, y, 0, time);
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
        }
        for (int t = 0; t < time; t += OuterProducts.STEPS) {
            int steps = Math.min(OuterProducts.STEPS, time - t);
            if (dx != null) {
                scratch.weights.multiply(dy, t * outputs() * WIDTH, dx, t * inputs() * WIDTH, steps, true);
            }
            scratch.products.load(x, t * inputs() * WIDTH, inputs(), steps);
            scratch.products.add(dy, t * outputs() * WIDTH, outputs(), gradient, weight.offset());
        }
        if (bias != null) {
            biasGradient(dy, gradient, time, scratch.sums);
        }
    }

    /** A pass that goes through a sequence a few steps at a time and packs the weights once. */
    Pass pass() {
        return new Pass();
    }

    /** One group's packed weights. */
    final class Pass {
        private final PackedWeights packed = new PackedWeights();
        private float[] parameters;

        /** Before any {@link #forward}. */
        void beginForward(float[] newParameters) {
            parameters = newParameters;
            packed.pack(parameters, weight);
        }

        /** Steps from {@code from} to {@code to} of y from theirs of x, which are in {@link Quads} from {@code x0}. */
        void forward(float[] x, int x0, float[] y, int from, int to) {
            if (bias != null) {
                fillBias(parameters, y, from, to);
            }
            packed.multiplyQuads(x, x0, y, from * outputs() * WIDTH, to - from, bias != null);
        }

        /** Before any {@link #backward}. */
        void beginBackward(float[] newParameters) {
            parameters = newParameters;
            packed.packTransposed(parameters, weight);
        }

        /**
         * At most {@link OuterProducts#STEPS} steps, for the inputs that {@code x} has loaded.
         *
         * @param dy gradients of the outputs in {@link Quads} from {@code d0}
         * @param dx {@code [steps][inputs][16]} from {@code dx0}: receives W^T dy, added if {@code add}
         */
        void backward(OuterProducts x, float[] dy, int d0, float[] dx, int dx0, boolean add, float[] gradient,
                int steps) {
            packed.multiplyQuads(dy, d0, dx, dx0, steps, add);
            x.addQuads(dy, d0, outputs(), gradient, weight.offset(), inputs());
            if (bias != null) {
                biasGradientQuads(dy, d0, gradient, steps);
            }
        }
    }

    /** The same for a dy in {@link Quads}, whose steps that fill up the last four are zeros. */
    private void biasGradientQuads(float[] dy, int d0, float[] gradient, int steps) {
        for (int o = 0; o < outputs(); o++) {
            for (int n = 0; n < Quads.fours(steps); n++) {
                for (int t = 0; t < Quads.STEPS; t++) {
                    gradient[bias.offset() + o] += LaneSums.sum(dy,
                            d0 + (n * outputs() + o) * Quads.ROW + t * WIDTH);
                }
            }
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

    private void fillBias(float[] parameters, float[] y, int first, int end) {
        for (int t = first; t < end; t++) {
            for (int o = 0; o < outputs(); o++) {
                int from = (t * outputs() + o) * WIDTH;
                Arrays.fill(y, from, from + WIDTH, parameters[bias.offset() + o]);
            }
        }
    }
}
