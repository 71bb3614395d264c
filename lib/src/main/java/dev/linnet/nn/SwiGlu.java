package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * The feed-forward layer y = W_down (SiLU(W_gate x) ⊙ (W_up x)), without biases.
 *
 * <p>Both passes go through a few steps at a time, so that what lies between the products stays in the second cache. The forward pass keeps
 * W_gate x and W_up x; their product is computed anew in the backward pass.
 */
public final class SwiGlu {
    private static final int LENGTH = SPECIES.length();
    private static final int STEPS = OuterProducts.STEPS;

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
        private final float[] gated;
        private final float[] upper;
        private final float[] product = new float[Lanes.size(STEPS, inner)];
        private final float[] dGated = new float[Lanes.size(STEPS, inner)];
        private final float[] dUpper = new float[Lanes.size(STEPS, inner)];

        private Pass(int maxTime) {
            int size = Lanes.size(maxTime, inner);
            gated = new float[size];
            upper = new float[size];
        }

        /** y from x, both {@code [T][width][16]}. */
        public void forward(float[] parameters, float[] x, float[] y, int time) {
            gateWeights.pack(parameters, gate.weight());
            upWeights.pack(parameters, up.weight());
            downWeights.pack(parameters, down.weight());
            for (int t = 0; t < time; t += STEPS) {
                int steps = Math.min(STEPS, time - t);
                int from = t * gate.inputs() * WIDTH;
                int at = t * inner * WIDTH;
                gateWeights.multiply(x, from, gated, at, steps, false);
                upWeights.multiply(x, from, upper, at, steps, false);
                gate(gated, upper, at, product, Lanes.size(steps, inner));
                downWeights.multiply(product, 0, y, t * down.outputs() * WIDTH, steps, false);
            }
        }

        /** Adds to dx and to the gradients, for the x of the last {@link #forward}. */
        public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
            gateWeights.packTransposed(parameters, gate.weight());
            upWeights.packTransposed(parameters, up.weight());
            downWeights.packTransposed(parameters, down.weight());
            for (int t = 0; t < time; t += STEPS) {
                int steps = Math.min(STEPS, time - t);
                int from = t * gate.inputs() * WIDTH;
                int to = t * down.outputs() * WIDTH;
                downWeights.multiply(dy, to, dUpper, 0, steps, false);
                gateBackward(gated, upper, t * inner * WIDTH, product, dGated, dUpper, Lanes.size(steps, inner));
                products.load(product, 0, inner, steps);
                products.add(dy, to, down.outputs(), gradient, down.weight().offset());
                gateWeights.multiply(dGated, 0, dx, from, steps, true);
                upWeights.multiply(dUpper, 0, dx, from, steps, true);
                products.load(x, from, gate.inputs(), steps);
                products.add(dGated, 0, inner, gradient, gate.weight().offset());
                products.add(dUpper, 0, inner, gradient, up.weight().offset());
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
