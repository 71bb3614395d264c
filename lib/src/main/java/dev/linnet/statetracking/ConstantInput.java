package dev.linnet.statetracking;

import dev.linnet.attention.delta.DeltaRecurrence;
import dev.linnet.attention.diagonal.DiagonalRecurrence;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * What a state does when the same token comes again and again: the heart of theorem 1.
 *
 * <p>With D_t = S_{t+1} - S_t a constant token gives D_{t+1} = A D_t. If all eigenvalues of A are in [0, 1] the change dies
 * out or keeps its direction, so no read-out of the state alternates, as the parity of a string of ones must. One
 * DeltaNet step from any state gives |D_t| = (1-β)^t |D_0|.
 *
 * @param model     the model and its strengths
 * @param steps     the times t at which the change was measured
 * @param changes   |D_t| / |D_0|, Frobenius norms, in double precision
 * @param reversals how often D_t pointed against D_{t-1} in the second half of the largest of the times: after the transient
 *                  that a product of several factors may show, whose A is not symmetric
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record ConstantInput(String model, int[] steps, double[] changes, int reversals) {
    private static final int WIDTH = 4;

    /** DeltaNet or DeltaProduct with random unit keys and random values, every factor of strength β, random start. */
    public static ConstantInput delta(int householders, double beta, long seed, int... steps) {
        SplittableRandom random = Seeds.stream(seed, Seeds.Purpose.CONSTRUCTION, householders);
        double[][] keys = new double[householders][];
        double[][] values = new double[householders][];
        for (int j = 0; j < householders; j++) {
            keys[j] = unit(gaussian(random));
            values[j] = gaussian(random);
        }
        String model = householders == 1 ? "DeltaNet" : "DeltaProduct n_h = " + householders;
        return measure(model + ", β = " + beta, start(random), state -> {
            for (int j = 0; j < householders; j++) {
                DeltaRecurrence.step(state, keys[j], values[j], beta);
            }
        }, steps);
    }

    /** A diagonal recurrence with the same gate a in every channel, random writes, random start. */
    public static ConstantInput diagonal(double gate, long seed, int... steps) {
        SplittableRandom random = Seeds.stream(seed, Seeds.Purpose.CONSTRUCTION, 0);
        double[] key = gaussian(random);
        double[] value = gaussian(random);
        double[] gates = new double[WIDTH];
        Arrays.fill(gates, gate);
        return measure("diagonal, a = " + (float) gate, start(random),
                state -> DiagonalRecurrence.step(state, key, value, gates), steps);
    }

    private static ConstantInput measure(String model, double[][] state, Consumer<double[][]> token, int... steps) {
        int last = Arrays.stream(steps)
                .max()
                .orElseThrow(() -> new IllegalArgumentException("Name at least one time at which to measure."));
        double[] norms = new double[last + 1];
        double[] previous = null;
        int reversals = 0;
        for (int t = 0; t <= last; t++) {
            double[] before = flat(state);
            token.accept(state);
            double[] change = difference(flat(state), before);
            norms[t] = Math.sqrt(dot(change, change));
            if (t > last / 2 && previous != null && dot(change, previous) < -1e-12 * norms[0] * norms[0]) {
                reversals++;
            }
            previous = change;
        }
        return new ConstantInput(model, steps.clone(), Arrays.stream(steps)
                .mapToDouble(t -> norms[t] / norms[0])
                .toArray(), reversals);
    }

    /** |D_t| / |D_0| at one of the measured times. */
    public double changeAt(int step) {
        for (int i = 0; i < steps.length; i++) {
            if (steps[i] == step) {
                return changes[i];
            }
        }
        throw new IllegalArgumentException("The change was measured at t = " + Arrays.toString(steps) + ", not at "
                + step + ".");
    }

    private static double[][] start(SplittableRandom random) {
        double[][] state = new double[WIDTH][];
        for (int i = 0; i < WIDTH; i++) {
            state[i] = gaussian(random);
        }
        return state;
    }

    private static double[] gaussian(SplittableRandom random) {
        double[] vector = new double[WIDTH];
        Arrays.setAll(vector, i -> random.nextGaussian());
        return vector;
    }

    private static double[] unit(double[] vector) {
        double norm = Math.sqrt(dot(vector, vector));
        return Arrays.stream(vector).map(x -> x / norm).toArray();
    }

    private static double[] flat(double[][] state) {
        return Arrays.stream(state).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] difference(double[] a, double[] b) {
        double[] difference = new double[a.length];
        Arrays.setAll(difference, i -> a[i] - b[i]);
        return difference;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
