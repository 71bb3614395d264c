package dev.linnet.attention;

import dev.linnet.attention.chunk.Team;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import java.util.random.RandomGenerator;

/** Random inputs that fit a rule, for trying it out: such as a model gives before it has learned anything. */
public final class SampleInputs {
    private static final int BETWEEN_STOPS = 1 << 16;

    private SampleInputs() {}

    /**
     * Queries, keys and values from a normal distribution, keys of the delta rule with length 1, gates logsigmoid(z) / 16 and write
     * strengths maxBeta sigmoid(z) with z from a normal distribution, no initial state.
     */
    public static FloatInputs of(AttentionRule rule, Layout layout, RandomGenerator random) {
        StateRule state = rule.stateRule();
        long rows = layout.rows();
        long writes = rows > Integer.MAX_VALUE ? rows : rows * state.writes();
        requireArray(layout, writes, Math.max(layout.valueDim(), layout.keyDim()));
        float[] q = normal(rows, layout.keyDim(), random);
        float[] k = normal(writes, layout.keyDim(), random);
        float[] v = normal(writes, layout.valueDim(), random);
        if (state.delta()) {
            normalise(k, layout.keyDim());
        }
        float[] gates = normal(rows, state.gatesPerStep(layout.keyDim()), random);
        for (int i = 0; i < gates.length; i++) {
            gates[i] = (float) (-Math.log1p(Math.exp(-gates[i])) / 16);
        }
        float[] beta = normal(state.delta() ? writes : 0, 1, random);
        for (int i = 0; i < beta.length; i++) {
            beta[i] = (float) (rule.maxBeta() / (1 + Math.exp(-beta[i])));
        }
        return FloatInputs.of(layout, q, k, v).withLogDecay(gates).withBeta(beta);
    }

    private static void requireArray(Layout layout, long rows, int width) {
        if (rows > Integer.MAX_VALUE / width) {
            throw new IllegalArgumentException("The layout " + layout
                    + " has more numbers than one Java array holds: split the batch or the sequence.");
        }
    }

    private static float[] normal(long rows, int width, RandomGenerator random) {
        var numbers = new float[(int) (rows * width)];
        for (int i = 0; i < numbers.length; i++) {
            if (i % BETWEEN_STOPS == 0) {
                Team.stopIfInterrupted();
            }
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static void normalise(float[] k, int width) {
        for (int row = 0; row < k.length; row += width) {
            double squares = 0;
            for (int i = row; i < row + width; i++) {
                squares += k[i] * k[i];
            }
            for (int i = row; i < row + width; i++) {
                k[i] = (float) (k[i] / Math.sqrt(squares));
            }
        }
    }
}
