package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Lanes;

/** How a token mixer makes its output from those of its heads, a few steps at a time: y = W RMSNorm_head(o). */
final class HeadOutput {
    private static final int STEPS = OuterProducts.STEPS;

    private final RmsNorm norm;
    private final Linear linear;

    HeadOutput(RmsNorm norm, Linear linear) {
        this.norm = norm;
        this.linear = linear;
    }

    Pass pass() {
        return new Pass();
    }

    final class Pass {
        private final Linear.Pass map = linear.pass();
        private final OuterProducts products = new OuterProducts();
        private final float[] normed = new float[Quads.size(STEPS, linear.inputs())];
        private final float[] dNormed = new float[Lanes.size(STEPS, linear.inputs())];
        private final float[] dOutput = new float[Quads.size(STEPS, linear.outputs())];

        /** y from o. */
        void forward(float[] parameters, float[] o, float[] y, int time) {
            map.beginForward(parameters);
            for (int t = 0; t < time; t += STEPS) {
                int to = Math.min(time, t + STEPS);
                norm.forwardQuads(parameters, o, normed, t, to);
                map.forward(normed, 0, y, t, to);
            }
        }

        /** Overwrites dO and adds to the gradients. */
        void backward(float[] parameters, float[] o, float[] dy, float[] dO, float[] gradient, int time) {
            float[] sums = norm.sums();
            map.beginBackward(parameters);
            for (int t = 0; t < time; t += STEPS) {
                int to = Math.min(time, t + STEPS);
                norm.forwardQuads(parameters, o, normed, t, to);
                products.loadQuads(normed, 0, linear.inputs(), to - t);
                Quads.pack(dy, t * linear.outputs() * WIDTH, linear.outputs(), to - t, dOutput, 0);
                map.backward(products, dOutput, 0, dNormed, 0, false, gradient, to - t);
                norm.backward(parameters, o, dNormed, 0, dO, false, sums, t, to);
            }
            norm.addSums(sums, gradient);
        }
    }
}
