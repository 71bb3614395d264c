package dev.linnet.attention.study;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.Chunkwise;
import dev.linnet.attention.Recurrent;
import dev.linnet.attention.Step;
import dev.linnet.attention.data.DoubleGradients;
import dev.linnet.attention.data.DoubleOutputs;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How far the fast forms of a rule are from its equation, {@link Recurrent} in double precision. Every error is the largest
 * difference divided by the largest number of the twin.
 *
 * @param rule      the rule
 * @param chunkwise error of the outputs of {@link Chunkwise}
 * @param step      error of the outputs of {@link Step}, token by token
 * @param state     error of the final state of {@link Chunkwise}; 0 for a rule without a state
 * @param gradients largest error among the gradients of all inputs, for a loss with random weights on outputs and final state;
 *                  gradients that cancel to less than 0.1 are measured by 0.1
 */
public record FormErrors(AttentionRule rule, double chunkwise, double step, double state, double gradients) {
    /**
     * Runs all forms on the same inputs.
     *
     * @param in   equal-length sequences without an initial state
     * @param seed decides the weights of the loss
     */
    public static FormErrors of(AttentionRule rule, AttentionOptions options, FloatInputs in, long seed) {
        Recurrent twin = Recurrent.of(rule, options);
        Chunkwise fast = Chunkwise.of(rule, options);
        DoubleOutputs right = twin.forward(in.toDouble());
        FloatOutputs chunked = fast.forward(in);
        var random = new SplittableRandom(seed);
        float[] dO = normal(right.o().length, random);
        float[] dS = normal(right.finalState().length, random);
        DoubleGradients wanted = twin.backward(in.toDouble(), wide(dO), wide(dS));
        FloatGradients got = fast.backward(in, dO, dS);
        double gradients = max(gradientError(wanted.q(), got.q()), gradientError(wanted.k(), got.k()),
                gradientError(wanted.v(), got.v()),
                gradientError(wanted.logDecay(), got.logDecay()), gradientError(wanted.beta(), got.beta()),
                gradientError(wanted.initialState(), got.initialState()));
        return new FormErrors(rule, error(right.o(), chunked.o()), error(right.o(), steps(rule, options, in)),
                error(right.finalState(), chunked.finalState()), gradients);
    }

    /** The largest of all errors. */
    public double largest() {
        return max(chunkwise, step, state, gradients);
    }

    /** The outputs of {@link Step}, one token after the other, in the layout of {@code in}. */
    public static float[] steps(AttentionRule rule, AttentionOptions options, FloatInputs in) {
        Layout layout = in.layout();
        int rows = layout.batch() * layout.heads();
        int T = layout.time();
        int writes = rule.stateRule().writes();
        int K = layout.keyDim();
        int V = layout.valueDim();
        Step decoder = Step.of(rule, options, layout.batch(), layout.heads(), K, V);
        var all = new float[rows * T * V];
        var o = new float[rows * V];
        for (int t = 0; t < T; t++) {
            decoder.next(FloatInputs.of(decoder.layout(), at(in.q(), t, T, rows, K), at(in.k(), t, T, rows, writes * K),
                    at(in.v(), t, T, rows, writes * V))
                    .withLogDecay(at(in.logDecay(), t, T, rows, rule.stateRule().gatesPerStep(K)))
                    .withBeta(at(in.beta(), t, T, rows, rule.stateRule().delta() ? writes : 0)), o);
            for (int row = 0; row < rows; row++) {
                System.arraycopy(o, row * V, all, (row * T + t) * V, V);
            }
        }
        return all;
    }

    /** Row t of every head. */
    private static float[] at(float[] all, int t, int T, int rows, int width) {
        var part = new float[rows * width];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(all, (row * T + t) * width, part, row * width, width);
        }
        return part;
    }

    /** The largest difference divided by the largest number that was wanted; NaN where a number is not finite. */
    public static double error(double[] wanted, float[] got) {
        return error(wanted, got, 0);
    }

    /** Gradients may cancel to nothing, as that of a gate without an earlier state: those below 0.1 are measured by 0.1. */
    private static double gradientError(double[] wanted, float[] got) {
        return error(wanted, got, 0.1);
    }

    private static double error(double[] wanted, float[] got, double least) {
        if (wanted.length != got.length) {
            throw new IllegalArgumentException(
                    "There are " + got.length + " numbers to compare with " + wanted.length + ".");
        }
        double largest = Math.max(least, Arrays.stream(wanted).map(Math::abs).max().orElse(0));
        double difference = 0;
        for (int i = 0; i < wanted.length; i++) {
            if (!Float.isFinite(got[i])) {
                return Double.NaN;
            }
            difference = Math.max(difference, Math.abs(wanted[i] - got[i]));
        }
        return difference == 0 ? 0 : difference / largest;
    }

    private static double max(double... errors) {
        double largest = 0;
        for (double error : errors) {
            largest = Math.max(largest, error); // keeps a NaN
        }
        return largest;
    }

    private static float[] normal(int n, SplittableRandom random) {
        var numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static double[] wide(float[] numbers) {
        var wide = new double[numbers.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = numbers[i];
        }
        return wide;
    }
}
