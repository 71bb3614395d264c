package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Lanes;
import dev.linnet.lanes.Slab;

/** How a token mixer makes its output from those of its heads, a few steps at a time: y = W RMSNorm_head(o). */
final class HeadOutput {
    private static final int STEPS = OuterProducts.STEPS;

    private final RmsNorm norm;
    private final Linear linear;

    HeadOutput(RmsNorm norm, Linear linear) {
        this.norm = norm;
        this.linear = linear;
    }

    /** A pass with its scratch memory in {@code slab}. */
    Pass pass(Slab slab) {
        return new Pass(slab);
    }

    final class Pass {
        private final Linear.Pass map = linear.pass();
        private final OuterProducts products;
        private final Slab slab;
        /** Where they begin in the slab. */
        private final int normed;
        private final int dNormed;
        private final int dOutput;
        private final int sums;

        private Pass(Slab slab) {
            this.slab = slab;
            products = new OuterProducts(slab, linear.inputs());
            normed = slab.take(Quads.size(STEPS, linear.inputs()));
            dNormed = slab.take(Lanes.size(STEPS, linear.inputs()));
            dOutput = slab.take(Quads.size(STEPS, linear.outputs()));
            sums = slab.take(norm.sums());
        }

        /** y from o. */
        void forward(float[] parameters, float[] o, float[] y, int time) {
            beginForward(parameters);
            forward(parameters, o, y, 0, time);
        }

        /** Before any {@link #forward(float[], float[], float[], int, int)}. */
        void beginForward(float[] parameters) {
            map.beginForward(parameters);
        }

        /** Steps from {@code from} to {@code end} of y. */
        void forward(float[] parameters, float[] o, float[] y, int from, int end) {
            float[] memory = slab.array();
            for (int t = from; t < end; t += STEPS) {
                int to = Math.min(end, t + STEPS);
                norm.forwardQuads(parameters, o, memory, normed, t, to);
                map.forward(memory, normed, y, t, to);
            }
        }

        /** Overwrites dO and adds to the gradients. */
        void backward(float[] parameters, float[] o, float[] dy, float[] dO, float[] gradient, int time) {
            float[] memory = slab.array();
            norm.beginSums(memory, sums);
            map.beginBackward(parameters);
            for (int t = 0; t < time; t += STEPS) {
                int to = Math.min(time, t + STEPS);
                norm.forwardQuads(parameters, o, memory, normed, t, to);
                products.loadQuads(memory, normed, linear.inputs(), to - t);
                Quads.pack(dy, t * linear.outputs() * WIDTH, linear.outputs(), to - t, memory, dOutput);
                map.backward(products, memory, dOutput, memory, dNormed, false, gradient, to - t);
                norm.backward(parameters, o, memory, dNormed, dO, false, memory, sums, t, to);
            }
            norm.addSums(memory, sums, gradient);
        }
    }
}
