package dev.linnet.attention.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.Recurrent;
import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.linear.FeatureMap;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DilutionAndGradientsTest {
    private static double[][] random(int rows, int columns, long seed) {
        var random = new Random(seed);
        return Stream.generate(() -> random.doubles(columns, -1, 1).toArray()).limit(rows).toArray(double[][]::new);
    }

    @Test
    void weights_times_values_are_the_operators_outputs() {
        double[][] q = random(9, 4, 1);
        double[][] k = random(9, 4, 2);
        double[][] v = random(9, 3, 3);
        var in = DoubleInputs.of(Layout.of(1, 1, 9, 4, 3), flat(q), flat(k), flat(v));
        var options = AttentionOptions.defaults().withScale(0.7);
        assertArrayEquals(Recurrent.of(new AttentionRule.Softmax(), options).forward(in).o(),
                flat(Matrices.multiply(AttentionWeights.softmax(q, k, 0.7).rows(), v)), 1e-14);
        var noEpsilon = new AttentionRule.Linear(FeatureMap.ELU_PLUS_ONE,
                dev.linnet.attention.linear.OutputNorm.SUM, 0);
        assertArrayEquals(Recurrent.of(noEpsilon).forward(in).o(),
                flat(Matrices.multiply(AttentionWeights.kernel(q, k, FeatureMap.ELU_PLUS_ONE).rows(), v)), 1e-14);
    }

    private static double[] flat(double[][] rows) {
        return Stream.of(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    @Test
    void mass_near_by_is_one_for_local_weights_and_the_share_for_uniform_ones() {
        var local = new double[20][20];
        for (int i = 0; i < 20; i++) {
            local[i][Math.max(0, i - 1)] = 1;
        }
        assertEquals(1, new AttentionWeights(local).nearMass(0.1));
        assertEquals(0, new AttentionWeights(local).nearMass(0.05));
        assertEquals(0.95, new AttentionWeights(local).meanDistance(), 1e-12);
        // the last of twenty queries sees all, so that a window of 19 holds 19/20 of its weight
        assertEquals(0.95, AttentionWeights.uniform(20).nearMass(0.95), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> AttentionWeights.uniform(20).nearMass(1));
        assertThrows(IllegalArgumentException.class, () -> AttentionWeights.softmax(new double[2][1],
                new double[1][1], 1));
    }

    @Test
    void derivatives_agree_with_central_differences() {
        double[] s = {0.3, 1.2, 0.01, 2};
        double[][] softmax = WeightGradients.softmax(s);
        double[][] linear = WeightGradients.linear(s);
        double[][] norm = WeightGradients.rmsNorm(s, 1e-2);
        for (int k = 0; k < 4; k++) {
            for (int j = 0; j < 4; j++) {
                int at = j;
                assertEquals(difference(s, k, x -> Math.exp(x[at]) / Arrays.stream(x).map(Math::exp).sum()),
                        softmax[j][k], 1e-8);
                assertEquals(difference(s, k, x -> x[at] / Arrays.stream(x).sum()), linear[j][k], 1e-8);
                assertEquals(difference(s, k, x -> x[at]
                        / Math.sqrt(Arrays.stream(x).map(y -> y * y).sum() / 4 + 1e-2)), norm[j][k], 1e-8);
            }
        }
    }

    private static double difference(double[] s, int k, java.util.function.ToDoubleFunction<double[]> f) {
        double[] up = s.clone();
        double[] down = s.clone();
        up[k] += 1e-5;
        down[k] -= 1e-5;
        return (f.applyAsDouble(up) - f.applyAsDouble(down)) / 2e-5;
    }

    @Test
    void the_worst_case_of_eight_equal_scores_has_the_listed_derivatives() {
        for (double epsilon : new double[] {1, 1e-2, 1e-4, 1e-6}) {
            var s = new double[8];
            Arrays.fill(s, epsilon);
            double[][] derivatives = WeightGradients.linear(s);
            assertEquals(0.109375 / epsilon, derivatives[3][3], 1e-9 / epsilon);
            assertEquals(-0.015625 / epsilon, derivatives[3][4], 1e-9 / epsilon);
            assertEquals(0.109375, WeightGradients.softmax(s)[3][3], 1e-12);
        }
        assertThrows(IllegalArgumentException.class, () -> WeightGradients.linear(new double[] {1, 0}));
    }

    @Test
    void gradients_of_scores_are_those_of_norm_attention() {
        double[] s = {0.4, -0.2, 0.9};
        double[][] v = random(3, 5, 8);
        double[] dO = random(1, 5, 9)[0];
        double[] gradient = WeightGradients.normAttention(s, v, dO, 1e-2);
        for (int j = 0; j < 3; j++) {
            assertEquals(difference(s, j, x -> {
                double[] t = Matrices.multiply(new double[][] {x}, v)[0];
                double norm = Math.sqrt(Arrays.stream(t).map(y -> y * y).sum() / 5 + 1e-2);
                double loss = 0;
                for (int c = 0; c < 5; c++) {
                    loss += dO[c] * t[c] / norm;
                }
                return loss;
            }), gradient[j], 1e-8);
        }
        assertEquals(0.9, WeightGradients.largest(new double[][] {{0.4, -0.9}}));
    }

    @Test
    void free_queries_and_keys_learn_to_look_at_the_position_before() {
        PreviousValue softmax = PreviousValue.train(new AttentionRule.Softmax(), 12, 8, 300, 0.05, 1);
        assertTrue(softmax.lastLoss() < 0.2 * softmax.losses()[0], () -> "loss " + softmax.lastLoss());
        var weights = AttentionWeights.softmax(softmax.q(), softmax.k(), 1 / Math.sqrt(8));
        assertTrue(weights.nearMass(2.0 / 12) > 0.7);
        assertArrayEquals(softmax.losses(),
                PreviousValue.train(new AttentionRule.Softmax(), 12, 8, 300, 0.05, 1).losses());
        assertTrue(softmax.relativeDeviation() > 0);
        assertThrows(IllegalArgumentException.class,
                () -> PreviousValue.train(new AttentionRule.Softmax(), 1, 8, 3, 0.05, 1));
    }
}
