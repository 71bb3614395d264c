package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Lanes;

/**
 * How a token mixer makes a query, key or value from its input: a linear map, an optional short convolution, SiLU, and for
 * queries and keys unit length within each head.
 */
final class Projection {
    /** Steps that go through all parts before the next ones do, so that they stay in the second cache. */
    static final int STEPS = OuterProducts.STEPS;

    private final Linear linear;
    private final ShortConvolution convolution;
    private final UnitNorm norm;

    /** {@code convolution} and {@code norm} may be null. */
    Projection(Linear linear, ShortConvolution convolution, UnitNorm norm) {
        this.linear = linear;
        this.convolution = convolution;
        this.norm = norm;
    }

    /** The first step of the last block of so many. */
    static int lastBlock(int time) {
        return (time - 1) / STEPS * STEPS;
    }

    Pass pass(int maxTime) {
        return new Pass(maxTime);
    }

    final class Pass {
        private final Linear.Pass map = linear.pass();
        private final OuterProducts products = new OuterProducts();
        private final float[] projected;
        private final float[] convolved;
        private final float[] activated;
        private final float[] normed;
        private final float[] dProjected;
        private float[] parameters;
        private float[] sums;
        private int time;

        private Pass(int maxTime) {
            int size = Lanes.size(maxTime, linear.outputs());
            projected = new float[size];
            convolved = convolution == null ? projected : new float[size];
            activated = new float[size];
            normed = norm == null ? activated : new float[size];
            dProjected = convolution == null ? null : new float[Lanes.size(STEPS, linear.outputs())];
        }

        /** The projection of x; valid until the next call. */
        float[] forward(float[] newParameters, float[] x, int newTime) {
            float[] y = beginForward(newParameters);
            for (int t = 0; t < newTime; t += STEPS) {
                forward(x, t, Math.min(newTime, t + STEPS));
            }
            return y;
        }

        /** Begins a projection a few steps at a time; returns where they will be. */
        float[] beginForward(float[] newParameters) {
            parameters = newParameters;
            map.beginForward(parameters);
            return normed;
        }

        /** Steps from {@code from} to {@code to}, after those before them. */
        void forward(float[] x, int from, int to) {
            map.forward(x, projected, from, to);
            int row = linear.outputs() * WIDTH;
            for (int t = from; t < to; t++) { // a step stays in the nearest cache
                if (convolution != null) {
                    convolution.forward(parameters, projected, convolved, t, t + 1);
                }
                Activation.silu(convolved, activated, t * row, (t + 1) * row);
                if (norm != null) {
                    norm.forward(activated, normed, t, t + 1);
                }
            }
        }

        /** Adds to dx and to the gradients; {@code dy} is used as scratch memory. */
        void backward(float[] newParameters, float[] x, float[] dy, float[] dx, float[] gradient, int newTime) {
            beginBackward(newParameters, newTime);
            int row = linear.inputs() * WIDTH;
            for (int t = lastBlock(newTime); t >= 0; t -= STEPS) {
                int to = Math.min(newTime, t + STEPS);
                products.load(x, t * row, linear.inputs(), to - t);
                backward(products, dy, dx, true, gradient, t, to);
            }
            endBackward(gradient);
        }

        /** Begins a backward pass a few steps at a time, the last ones first. */
        void beginBackward(float[] newParameters, int newTime) {
            parameters = newParameters;
            time = newTime;
            map.beginBackward(parameters);
            sums = convolution == null ? null : convolution.sums();
        }

        /**
         * At most {@link #STEPS} steps, after those after them, for the inputs that {@code x} has loaded: overwrites dx or ({@code add}) adds
         * to it, and adds to the gradients.
         */
        void backward(OuterProducts x, float[] dy, float[] dx, boolean add, float[] gradient, int from, int to) {
            int row = linear.outputs() * WIDTH;
            for (int t = from; t < to; t++) {
                if (norm != null) {
                    norm.backward(activated, dy, dy, t, t + 1);
                }
                Activation.siluBackward(convolved, dy, dy, t * row, (t + 1) * row);
            }
            int at = from * linear.inputs() * WIDTH;
            if (convolution == null) {
                map.backward(x, dy, from * row, dx, at, add, gradient, to - from);
            } else {
                convolution.backward(parameters, projected, dy, dProjected, 0, sums, from, to, time);
                map.backward(x, dProjected, 0, dx, at, add, gradient, to - from);
            }
        }

        /** Ends it. */
        void endBackward(float[] gradient) {
            if (convolution != null) {
                convolution.addSums(sums, gradient);
            }
        }
    }
}
