package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Lanes;
import dev.linnet.lanes.Slab;

/**
 * How a token mixer makes a query, key or value from its input: a linear map, an optional short convolution, SiLU, and for
 * queries and keys unit length within each head.
 *
 * <p>A few steps go through all parts before the next ones do. Only the map's result and the last part's are kept; what lies between them is
 * computed anew in the backward pass.
 */
final class Projection {
    /** Steps that go through all parts at once: few enough to stay in the second cache. */
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
        return pass(maxTime, new Slab());
    }

    /** A pass with its scratch memory in {@code slab}. */
    Pass pass(int maxTime, Slab slab) {
        return new Pass(maxTime, slab);
    }

    final class Pass {
        private final Linear.Pass map = linear.pass();
        /** Numbers of a step. */
        private final int row = linear.outputs() * WIDTH;
        private final float[] projected;
        private final float[] result;
        private final Slab slab;
        /** Where those of four steps begin in the slab. */
        private final int convolved;
        /** Where a few steps' in {@link Quads} begin in it. */
        private final int dProjected;
        /** Where the norm's scratch memory and the convolution's sums begin in it. */
        private final int scratch;
        private final int sums;
        private float[] parameters;
        private int time;

        private Pass(int maxTime, Slab slab) {
            this.slab = slab;
            convolved = slab.take(Quads.STEPS * row);
            dProjected = slab.take(Quads.size(STEPS, linear.outputs()));
            scratch = slab.take(norm == null ? 0 : norm.scratch());
            sums = slab.take(convolution == null ? 0 : convolution.sums());
            int size = Lanes.size(maxTime, linear.outputs());
            projected = new float[size];
            result = new float[size];
        }

        /** The projection of x; valid until the next call. */
        float[] forward(float[] newParameters, float[] x, int newTime) {
            beginForward(newParameters);
            float[] quads = new float[Quads.size(STEPS, linear.inputs())];
            for (int t = 0; t < newTime; t += STEPS) {
                int to = Math.min(newTime, t + STEPS);
                Quads.pack(x, t * linear.inputs() * WIDTH, linear.inputs(), to - t, quads, 0);
                forward(quads, 0, t, to);
            }
            return result;
        }

        /** Begins a projection a few steps at a time; returns where they will be. */
        float[] beginForward(float[] newParameters) {
            parameters = newParameters;
            map.beginForward(parameters);
            return result;
        }

        /** Steps from {@code from} to {@code to}, at most {@link #STEPS}, after those before them, of their x in {@link Quads} from {@code x0}. */
        void forward(float[] x, int x0, int from, int to) {
            map.forward(x, x0, projected, from, to);
            for (int t = from; t < to; t += Quads.STEPS) {
                int steps = Math.min(Quads.STEPS, to - t);
                float[] y = convolved(t, steps);
                int y0 = y == projected ? t * row : convolved;
                if (norm == null) {
                    Activation.silu(y, y0, result, t * row, steps * row);
                } else {
                    for (int n = 0; n < steps; n++) {
                        norm.ofSilu(y, y0 + n * row, result, (t + n) * row);
                    }
                }
            }
        }

        /** Where at most four steps are after the convolution: from {@link #convolved} in the slab, or in {@link #projected}. */
        private float[] convolved(int t, int steps) {
            if (convolution == null) {
                return projected;
            }
            float[] memory = slab.array();
            convolution.forward(parameters, projected, t, t + steps, memory, convolved);
            return memory;
        }

        /** Adds to dx and to the gradients; {@code dy} is used as scratch memory. */
        void backward(float[] newParameters, float[] x, float[] dy, float[] dx, float[] gradient, int newTime) {
            beginBackward(newParameters, newTime);
            var products = new OuterProducts();
            for (int t = lastBlock(newTime); t >= 0; t -= STEPS) {
                int to = Math.min(newTime, t + STEPS);
                products.load(x, t * linear.inputs() * WIDTH, linear.inputs(), to - t);
                backward(products, dy, t * row, dx, gradient, t, to);
            }
            endBackward(gradient);
        }

        /** Begins a backward pass a few steps at a time, the last ones first. */
        void beginBackward(float[] newParameters, int newTime) {
            parameters = newParameters;
            time = newTime;
            map.beginBackward(parameters);
            if (convolution != null) {
                convolution.beginSums(slab.array(), sums);
            }
        }

        /** The later steps whose dy a step needs as well, as the last call has left them. */
        int reach() {
            return convolution == null ? 0 : convolution.reach();
        }

        /**
         * Steps from {@code from} to {@code to}, at most {@link #STEPS}, after those after them, for the inputs that {@code x} has loaded: adds
         * to dx and to the gradients. The first of these steps' dy is at {@code d0}; it is used as scratch memory.
         */
        void backward(OuterProducts x, float[] dy, int d0, float[] dx, float[] gradient, int from, int to) {
            float[] memory = slab.array();
            for (int t = from; t < to; t += Quads.STEPS) {
                int steps = Math.min(Quads.STEPS, to - t);
                float[] y = convolved(t, steps);
                int y0 = y == projected ? t * row : convolved;
                int d = d0 + (t - from) * row;
                if (norm == null) {
                    Activation.siluBackward(y, y0, dy, dy, d, steps * row);
                } else {
                    for (int n = 0; n < steps; n++) {
                        norm.ofSiluBackward(y, y0 + n * row, dy, d + n * row, memory, scratch);
                    }
                }
            }
            if (convolution == null) {
                Quads.pack(dy, d0, linear.outputs(), to - from, memory, dProjected);
            } else {
                convolution.backwardQuads(parameters, projected, dy, d0, memory, dProjected, memory, sums, from, to,
                        time);
            }
            map.backward(x, memory, dProjected, dx, from * linear.inputs() * WIDTH, true, gradient, to - from);
        }

        /** Ends it. */
        void endBackward(float[] gradient) {
            if (convolution != null) {
                convolution.addSums(slab.array(), sums, gradient);
            }
        }
    }
}
