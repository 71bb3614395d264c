package dev.linnet.nn;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.lanes.Lanes;
import java.util.Arrays;

/** The forget gates a of a {@link DiagonalMixer}, one a key channel, from the mixer's input x. */
sealed interface ForgetGate {
    /** Overwrites a. */
    void forward(float[] parameters, float[] x, float[] a, int time);

    /** Adds to dx and to the gradients; {@code da} is used as scratch memory. */
    void backward(float[] parameters, float[] x, float[] a, float[] da, float[] dx, float[] gradient, int time);

    /** a = c sigmoid(W x) + d, in the interval of {@code range}. */
    record Ranged(Linear linear, EigenvalueRange range) implements ForgetGate {
        @Override
        public void forward(float[] parameters, float[] x, float[] a, int time) {
            linear.forward(parameters, x, a, time);
            Activation.sigmoid(a, a, range.gateScale(), 1f, range.gateShift(), Lanes.size(time, linear.outputs()));
        }

        @Override
        public void backward(float[] parameters, float[] x, float[] a, float[] da, float[] dx, float[] gradient,
                int time) {
            Activation.sigmoidBackward(a, da, da, range.gateScale(), 1f, range.gateShift(),
                    Lanes.size(time, linear.outputs()));
            linear.backward(parameters, x, da, dx, gradient, time);
        }
    }

    /** a = sigmoid(W x)^(1/2^roots). */
    record Root(Linear linear, int roots) implements ForgetGate {
        @Override
        public void forward(float[] parameters, float[] x, float[] a, int time) {
            linear.forward(parameters, x, a, time);
            Activation.rootSigmoid(a, a, roots, Lanes.size(time, linear.outputs()));
        }

        @Override
        public void backward(float[] parameters, float[] x, float[] a, float[] da, float[] dx, float[] gradient,
                int time) {
            Activation.rootSigmoidBackward(a, da, da, roots, Lanes.size(time, linear.outputs()));
            linear.backward(parameters, x, da, dx, gradient, time);
        }
    }

    /** a = 1: nothing is forgotten, and nothing is learned about forgetting. */
    record Open(int channels) implements ForgetGate {
        @Override
        public void forward(float[] parameters, float[] x, float[] a, int time) {
            Arrays.fill(a, 0, Lanes.size(time, channels), 1f);
        }

        @Override
        public void backward(float[] parameters, float[] x, float[] a, float[] da, float[] dx, float[] gradient,
                int time) {}
    }
}
