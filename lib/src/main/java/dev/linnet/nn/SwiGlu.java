package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;

import dev.linnet.lanes.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** The feed-forward layer y = W_down (SiLU(W_gate x) ⊙ (W_up x)), without biases. */
public final class SwiGlu {
    private static final int LENGTH = SPECIES.length();

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
        private final float[] gated;
        private final float[] upper;
        private final float[] product;
        private final float[] dGated;
        private final float[] dProduct;

        private Pass(int maxTime) {
            int size = Lanes.size(maxTime, inner);
            gated = new float[size];
            upper = new float[size];
            product = new float[size];
            dGated = new float[size];
            dProduct = new float[size];
        }

        /** y from x, both {@code [T][width][16]}. */
        public void forward(float[] parameters, float[] x, float[] y, int time) {
            gate.forward(parameters, x, gated, time);
            up.forward(parameters, x, upper, time);
            gate(gated, upper, product, Lanes.size(time, inner));
            down.forward(parameters, product, y, time);
        }

        /** Adds to dx and to the gradients, for the x of the last {@link #forward}. */
        public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
            int size = Lanes.size(time, inner);
            Arrays.fill(dProduct, 0, size, 0f);
            down.backward(parameters, product, dy, dProduct, gradient, time);
            gateBackward(gated, upper, dProduct, dGated, size);
            gate.backward(parameters, x, dGated, dx, gradient, time);
            up.backward(parameters, x, dProduct, dx, gradient, time);
        }
    }

    /** product = SiLU(gated) ⊙ upper. */
    private static void gate(float[] gated, float[] upper, float[] product, int size) {
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector g = FloatVector.fromArray(SPECIES, gated, i);
            g.mul(Lanes.sigmoid(g)).mul(FloatVector.fromArray(SPECIES, upper, i)).intoArray(product, i);
        }
    }

    /** Turns the gradient of the product into that of {@code upper}, in place, and writes that of {@code gated}. */
    private static void gateBackward(float[] gated, float[] upper, float[] dProduct, float[] dGated, int size) {
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector g = FloatVector.fromArray(SPECIES, gated, i);
            FloatVector s = Lanes.sigmoid(g);
            FloatVector silu = g.mul(s);
            FloatVector d = FloatVector.fromArray(SPECIES, dProduct, i);
            FloatVector slope = s.add(silu.sub(silu.mul(s)));
            d.mul(FloatVector.fromArray(SPECIES, upper, i)).mul(slope).intoArray(dGated, i);
            d.mul(silu).intoArray(dProduct, i);
        }
    }
}
