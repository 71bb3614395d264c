package dev.linnet.nn;

import dev.linnet.lanes.Lanes;
import java.util.Arrays;

/**
 * How a token mixer makes a query, key or value from its input: a linear map, an optional short convolution, SiLU, and for
 * queries and keys unit length within each head.
 */
final class Projection {
    private final Linear linear;
    private final ShortConvolution convolution;
    private final UnitNorm norm;

    /** {@code convolution} and {@code norm} may be null. */
    Projection(Linear linear, ShortConvolution convolution, UnitNorm norm) {
        this.linear = linear;
        this.convolution = convolution;
        this.norm = norm;
    }

    Pass pass(int maxTime) {
        return new Pass(maxTime);
    }

    final class Pass {
        private final float[] projected;
        private final float[] convolved;
        private final float[] activated;
        private final float[] normed;
        private final float[] scratch;

        private Pass(int maxTime) {
            int size = Lanes.size(maxTime, linear.outputs());
            projected = new float[size];
            convolved = convolution == null ? projected : new float[size];
            activated = new float[size];
            normed = norm == null ? activated : new float[size];
            scratch = convolution == null ? null : new float[size];
        }

        /** The projection of x; valid until the next call. */
        float[] forward(float[] parameters, float[] x, int time) {
            linear.forward(parameters, x, projected, time);
            if (convolution != null) {
                convolution.forward(parameters, projected, convolved, time);
            }
            Activation.silu(convolved, activated, Lanes.size(time, linear.outputs()));
            if (norm != null) {
                norm.forward(activated, normed, time);
            }
            return normed;
        }

        /** Adds to dx and to the gradients; {@code dy} is used as scratch memory. */
        void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
            int size = Lanes.size(time, linear.outputs());
            if (norm != null) {
                norm.backward(activated, dy, dy, time);
            }
            Activation.siluBackward(convolved, dy, dy, size);
            float[] dProjected = dy;
            if (convolution != null) {
                Arrays.fill(scratch, 0, size, 0f);
                convolution.backward(parameters, projected, dy, scratch, gradient, time);
                dProjected = scratch;
            }
            linear.backward(parameters, x, dProjected, dx, gradient, time);
        }
    }
}
