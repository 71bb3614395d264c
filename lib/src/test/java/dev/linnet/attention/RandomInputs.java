package dev.linnet.attention;

import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import java.util.Random;
import java.util.SplittableRandom;

/** Inputs as a model would give them: unit keys for the delta rule, gates and strengths in their ranges. */
public final class RandomInputs {
    private final Random random;

    RandomInputs(long seed) {
        random = new Random(seed);
    }

    /** Layouts with sizes that are multiples of nothing, one in four packed. */
    Layout layout(int mostTime, int mostWidth) {
        int K = 1 + random.nextInt(mostWidth);
        int V = 1 + random.nextInt(mostWidth);
        if (random.nextInt(4) == 0) {
            var offsets = new int[2 + random.nextInt(3)];
            for (int i = 1; i < offsets.length; i++) {
                offsets[i] = offsets[i - 1] + 1 + random.nextInt(mostTime);
            }
            return Layout.packed(Rules.HEADS, offsets, K, V);
        }
        return Layout.of(1 + random.nextInt(2), Rules.HEADS, random.nextInt(mostTime + 1), K, V);
    }

    int upTo(int most) {
        return 1 + random.nextInt(most);
    }

    boolean coin() {
        return random.nextBoolean();
    }

    FloatInputs of(AttentionRule rule, Layout layout) {
        return of(rule, layout, 0.5);
    }

    /** @param hardness mean size of log gates */
    FloatInputs of(AttentionRule rule, Layout layout, double hardness) {
        StateRule state = rule.stateRule();
        int rows = (int) layout.rows();
        float[] k = normal(rows * state.writes() * layout.keyDim());
        if (state.delta()) {
            normalise(k, layout.keyDim());
        }
        var in = FloatInputs.of(layout, normal(rows * layout.keyDim()), k,
                normal(rows * state.writes() * layout.valueDim()));
        float[] g = normal(rows * state.gatesPerStep(layout.keyDim()));
        for (int i = 0; i < g.length; i++) {
            g[i] = (float) (-hardness * Math.abs(g[i]));
        }
        var beta = new float[state.delta() ? rows * state.writes() : 0];
        for (int i = 0; i < beta.length; i++) {
            beta[i] = (float) (random.nextDouble() * rule.maxBeta());
        }
        in = in.withLogDecay(g).withBeta(beta);
        return coin() ? in : in.withInitialState(initialState(rule, layout));
    }

    float[] outputLike(Layout layout) {
        return normal((int) layout.rows() * layout.valueDim());
    }

    float[] finalStateLike(AttentionRule rule, Layout layout) {
        return normal(layout.states() * layout.keyDim() * rule.stateColumns(layout.valueDim()));
    }

    /** A state that earlier steps could have left: a column that sums weights is positive. */
    float[] initialState(AttentionRule rule, Layout layout) {
        float[] state = finalStateLike(rule, layout);
        int columns = rule.stateColumns(layout.valueDim());
        for (int i = layout.valueDim(); columns > layout.valueDim() && i < state.length; i += columns) {
            state[i] = 1 + Math.abs(state[i]);
        }
        return state;
    }

    float[] normal(int n) {
        var a = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = (float) random.nextGaussian();
        }
        return a;
    }

    /** Normal numbers of the given standard deviation. */
    public static float[] normal(int n, double size, SplittableRandom random) {
        var a = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = (float) (size * random.nextGaussian());
        }
        return a;
    }

    static void normalise(float[] k, int keyDim) {
        for (int row = 0; row < k.length / keyDim; row++) {
            double sum = 0;
            for (int i = 0; i < keyDim; i++) {
                sum += k[row * keyDim + i] * k[row * keyDim + i];
            }
            for (int i = 0; i < keyDim; i++) {
                k[row * keyDim + i] *= (float) (1 / Math.sqrt(sum));
            }
        }
    }

    /** The same numbers in double precision. */
    public static double[] wide(float[] a) {
        return FloatInputs.of(Layout.of(1, 1, 0, 1, 1), a, a, a).toDouble().q();
    }

    static DoubleInputs wide(FloatInputs in) {
        return in.toDouble();
    }
}
