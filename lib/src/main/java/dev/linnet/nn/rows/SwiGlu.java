package dev.linnet.nn.rows;

import java.util.Arrays;

/** The feed-forward layer y = W_down (SiLU(W_gate x) ⊙ (W_up x)), without biases. */
public final class SwiGlu {
    private final Linear gate;
    private final Linear up;
    private final Linear down;
    private final int inner;

    public SwiGlu(Linear gate, Linear up, Linear down) {
        this.gate = gate;
        this.up = up;
        this.down = down;
        inner = gate.outputs();
    }

    /** Activations for so many rows. */
    public Pass pass(int rows, Workers workers) {
        return new Pass(rows, workers);
    }

    /** y of one x. */
    public void step(float[] parameters, float[] x, float[] y) {
        var a = new float[inner];
        var b = new float[inner];
        gate.step(parameters, x, a);
        up.step(parameters, x, b);
        Functions.swish(a, b, a, 0, inner);
        down.step(parameters, a, y);
    }

    /** Forward and backward over many rows. */
    public final class Pass {
        private final int rows;
        private final Workers workers;
        private final Linear.Pass gatePass;
        private final Linear.Pass upPass;
        private final Linear.Pass downPass;
        private final float[] gated;
        private final float[] upper;
        private final float[] product;
        private final float[] dGated;
        private final float[] dProduct;

        private Pass(int rows, Workers workers) {
            this.rows = rows;
            this.workers = workers;
            gatePass = gate.pass(workers);
            upPass = up.pass(workers);
            downPass = down.pass(workers);
            int size = Math.multiplyExact(rows, inner);
            gated = new float[size];
            upper = new float[size];
            product = new float[size];
            dGated = new float[size];
            dProduct = new float[size];
        }

        /** y from x, both {@code [rows][width]}. */
        public void forward(float[] parameters, float[] x, float[] y) {
            gatePass.forward(parameters, x, gated, rows);
            upPass.forward(parameters, x, upper, rows);
            workers.rows(rows, (from, to, _) -> Functions.swish(gated, upper, product, from * inner,
                    (to - from) * inner));
            downPass.forward(parameters, product, y, rows);
        }

        /** Adds to dx and to the gradients, for the x of the last {@link #forward}. */
        public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient) {
            Arrays.fill(dProduct, 0f);
            downPass.backward(parameters, product, dy, dProduct, gradient, rows);
            workers.rows(rows, (from, to, _) -> Functions.swishBackward(gated, upper, dProduct, dGated, dProduct,
                    from * inner, (to - from) * inner));
            gatePass.backward(parameters, x, dGated, dx, gradient, rows);
            upPass.backward(parameters, x, dProduct, dx, gradient, rows);
        }
    }
}
