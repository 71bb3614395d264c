package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * The feed-forward layer y = W_down (SiLU(W_gate x) ⊙ (W_up x)), without biases.
 *
 * <p>Both passes go through a block of inner channels after the other, and in it through a few steps at a time, so that the block's weights,
 * their gradients and what lies between the products stay in the second cache. The forward pass keeps W_gate x and W_up x; their product is
 * computed anew in the backward pass.
 */
public final class SwiGlu {
    private static final int LENGTH = SPECIES.length();
    private static final int STEPS = OuterProducts.STEPS;
    /** Inner channels of a block. */
    private static final int BLOCK = 128;

    private final Linear gate;
    private final Linear up;
    private final Linear down;
    private final int inner;

    public SwiGlu(Linear gate, Linear up, Linear down) {
        this.gate = gate;
        this.up = up;
        this.down = down;
        this.inner = gate.outputs();
    }

    /** The activations of one group of sequences of at most {@code maxTime} steps. */
    public Pass pass(int maxTime) {
        return new Pass(maxTime);
    }

    /** One group's forward and backward pass. */
    public final class Pass {
        private final PackedWeights gateWeights = new PackedWeights();
        private final PackedWeights upWeights = new PackedWeights();
        private final PackedWeights downWeights = new PackedWeights();
        private final OuterProducts products = new OuterProducts();
        private final int width = gate.inputs();
        private final int outputs = down.outputs();
        private final int maxTime;
        /** W_gate x and W_up x, one block of inner channels after the other: {@code [block][T][channel][16]}. */
        private final float[] gated;
        private final float[] upper;
        private final float[] product = new float[Lanes.size(STEPS, BLOCK)];
        private final float[] dGated = new float[Lanes.size(STEPS, BLOCK)];
        private final float[] dUpper = new float[Lanes.size(STEPS, BLOCK)];

        private Pass(int maxTime) {
            this.maxTime = maxTime;
            int size = Lanes.size(maxTime, inner);
            gated = new float[size];
            upper = new float[size];
        }

        /** y from x, both {@code [T][width][16]}. */
        public void forward(float[] parameters, float[] x, float[] y, int time) {
            for (int first = 0; first < inner; first += BLOCK) {
                int channels = Math.min(BLOCK, inner - first);
                gateWeights.packRows(parameters, gate.weight().offset() + first * width, channels, width, width);
                upWeights.packRows(parameters, up.weight().offset() + first * width, channels, width, width);
                downWeights.packRows(parameters, down.weight().offset() + first, outputs, channels, inner);
                for (int t = 0; t < time; t += STEPS) {
                    int steps = Math.min(STEPS, time - t);
                    int from = t * width * WIDTH;
                    int at = (first * maxTime + t * channels) * WIDTH;
                    gateWeights.multiply(x, from, gated, at, steps, false);
                    upWeights.multiply(x, from, upper, at, steps, false);
                    gate(gated, upper, at, product, Lanes.size(steps, channels));
                    downWeights.multiply(product, 0, y, t * outputs * WIDTH, steps, first > 0);
                }
            }
        }

        /** Adds to dx and to the gradients, for the x of the last {@link #forward}. */
        public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
            for (int first = 0; first < inner; first += BLOCK) {
                int channels = Math.min(BLOCK, inner - first);
                int gateRows = gate.weight().offset() + first * width;
                int upRows = up.weight().offset() + first * width;
                int downColumns = down.weight().offset() + first;
                gateWeights.packColumns(parameters, gateRows, width, channels, width);
                upWeights.packColumns(parameters, upRows, width, channels, width);
                downWeights.packColumns(parameters, downColumns, channels, outputs, inner);
                for (int t = 0; t < time; t += STEPS) {
                    int steps = Math.min(STEPS, time - t);
                    int from = t * width * WIDTH;
                    int to = t * outputs * WIDTH;
                    downWeights.multiply(dy, to, dUpper, 0, steps, false);
                    gateBackward(gated, upper, (first * maxTime + t * channels) * WIDTH, product, dGated, dUpper,
                            Lanes.size(steps, channels));
                    products.load(product, 0, channels, steps);
                    products.add(dy, to, outputs, gradient, downColumns, inner);
                    gateWeights.multiply(dGated, 0, dx, from, steps, true);
                    upWeights.multiply(dUpper, 0, dx, from, steps, true);
                    products.load(x, from, width, steps);
                    products.add(dGated, 0, channels, gradient, gateRows);
                    products.add(dUpper, 0, channels, gradient, upRows);
                }
            }
        }
    }

    /** product = SiLU(gated) ⊙ upper, the latter two from {@code at}. */
    private static void gate(float[] gated, float[] upper, int at, float[] product, int size) {
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector g = FloatVector.fromArray(SPECIES, gated, at + i);
            g.mul(Lanes.sigmoid(g)).mul(FloatVector.fromArray(SPECIES, upper, at + i)).intoArray(product, i);
        }
    }

    /** Writes the product again, turns its gradient in {@code d} into that of {@code upper} and writes that of {@code gated}. */
    private static void gateBackward(float[] gated, float[] upper, int at, float[] product, float[] dGated, float[] d,
            int size) {
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector g = FloatVector.fromArray(SPECIES, gated, at + i);
            FloatVector u = FloatVector.fromArray(SPECIES, upper, at + i);
            FloatVector s = Lanes.sigmoid(g);
            FloatVector silu = g.mul(s);
            silu.mul(u).intoArray(product, i);
            FloatVector dp = FloatVector.fromArray(SPECIES, d, i);
            FloatVector slope = s.add(silu.sub(silu.mul(s)));
            dp.mul(u).mul(slope).intoArray(dGated, i);
            dp.mul(silu).intoArray(d, i);
        }
    }
}
