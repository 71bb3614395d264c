package dev.linnet.nn;

import dev.linnet.attention.EigenvalueRange;
import java.util.Arrays;

/** The forget gates a of a {@link DiagonalMixer}, one a key channel, from outputs of a linear map of the mixer's input x. */
sealed interface ForgetGate {
    /** The map, or null if the gates do not depend on x. */
    Linear linear();

    /** Turns the map's outputs from {@code from} to {@code to} into gates. */
    void forward(float[] a, int from, int to);

    /** Turns the gradient {@code da}, from {@code d0}, of gates from {@code a0} into that of the map's outputs. */
    void backward(float[] a, int a0, float[] da, int d0, int size);

    /** a = c sigmoid(W x) + d, in the interval of {@code range}. */
    record Ranged(Linear linear, EigenvalueRange range) implements ForgetGate {
        @Override
        public void forward(float[] a, int from, int to) {
            Activation.sigmoid(a, a, range.gateScale(), 1f, range.gateShift(), from, to);
        }

        @Override
        public void backward(float[] a, int a0, float[] da, int d0, int size) {
            Activation.sigmoidBackward(a, a0, da, da, d0, range.gateScale(), 1f, range.gateShift(), size);
        }
    }

    /** a = sigmoid(W x)^(1/2^roots). */
    record Root(Linear linear, int roots) implements ForgetGate {
        @Override
        public void forward(float[] a, int from, int to) {
            Activation.rootSigmoid(a, a, roots, from, to);
        }

        @Override
        public void backward(float[] a, int a0, float[] da, int d0, int size) {
            Activation.rootSigmoidBackward(a, a0, da, da, d0, roots, size);
        }
    }

    /** a = 1: nothing is forgotten, and nothing is learned about forgetting. */
    record Open() implements ForgetGate {
        @Override
        public Linear linear() {
            return null;
        }

        @Override
        public void forward(float[] a, int from, int to) {
            Arrays.fill(a, from, to, 1f);
        }

        @Override
        public void backward(float[] a, int a0, float[] da, int d0, int size) {}
    }
}
