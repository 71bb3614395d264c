package dev.linnet.attention.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.EigenvalueRange;
import dev.linnet.attention.Recurrent;
import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.Layout;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeltaChunkStudyTest {
    /** q, k, v, beta and S_0 of the first four steps of the golden inputs. */
    private static final double[][] Q = table(4, 3, (t, i) -> Math.sin(0.7 * t + 1.3 * i + 0.1));
    private static final double[][] K = unit(table(4, 3, (t, i) -> Math.cos(0.5 * t - 0.9 * i + 0.2)));
    private static final double[][] V = table(4, 2, (t, j) -> Math.sin(1.1 * t - 0.6 * j + 0.3));
    private static final double[] BETA = {
            1 + 0.9 * Math.sin(0.5), 1 + 0.9 * Math.sin(0.9), 1 + 0.9 * Math.sin(1.3), 1 + 0.9 * Math.sin(1.7)};
    private static final double[][] S0 = table(3, 2, (i, j) -> 0.1 * (i + 1) - 0.2 * j);

    private interface Entry {
        double at(int row, int column);
    }

    private static double[][] table(int rows, int columns, Entry entry) {
        var table = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                table[i][j] = entry.at(i, j);
            }
        }
        return table;
    }

    private static double[][] unit(double[][] rows) {
        for (double[] row : rows) {
            double norm = Math.sqrt(Arrays.stream(row).map(x -> x * x).sum());
            Arrays.setAll(row, i -> row[i] / norm);
        }
        return rows;
    }

    @Test
    void the_matrices_of_a_chunk_are_the_golden_ones() {
        WyChunk chunk = WyChunk.of(K, V, BETA);
        assertArrayEquals(new double[] {0.4703853582, 1.2124497616, 1.6987501937, 0}, chunk.A()[3], 1e-9);
        assertArrayEquals(new double[] {-1.0028115120, 1.6850938425, -1.6987501937, 1}, chunk.M()[3], 1e-9);
        assertArrayEquals(new double[] {-0.5455525700, 0.0172085905, 0.5669466328}, chunk.W()[3], 1e-9);
        assertArrayEquals(new double[] {-0.3287194759, -0.2492701491}, chunk.U()[3], 1e-9);
        assertArrayEquals(new double[] {-0.5793960996, -0.1488364476}, chunk.state(S0)[2], 1e-9);
    }

    @Test
    void the_chunks_transition_is_the_product_of_its_steps() {
        double[][] product = Matrices.identity(3);
        for (int t = 0; t < 4; t++) {
            double beta = BETA[t];
            double[] k = K[t];
            product = Matrices.multiply(
                    table(3, 3, (i, j) -> (i == j ? 1 : 0) - beta * k[i] * k[j]), product);
        }
        assertEquals(0, Matrices.largestDifference(product, WyChunk.of(K, V, BETA).transition()), 1e-14);
    }

    @Test
    void outputs_and_state_are_those_of_the_recurrence() {
        var in = DoubleInputs.of(Layout.of(1, 1, 4, 3, 2), flat(Q), flat(K), flat(V)).withBeta(BETA);
        var rule = new AttentionRule.DeltaNet(EigenvalueRange.SIGNED);
        var twin = Recurrent.of(rule, AttentionOptions.defaults().withScale(1));
        WyChunk chunk = WyChunk.of(K, V, BETA);
        assertArrayEquals(twin.forward(in).finalState(), flat(chunk.contribution()), 1e-14);
        var out = twin.forward(in.withInitialState(flat(S0)));
        assertArrayEquals(out.o(), flat(chunk.outputs(Q, S0)), 1e-14);
        assertArrayEquals(out.finalState(), flat(chunk.state(S0)), 1e-14);
        assertThrows(IllegalArgumentException.class, () -> WyChunk.of(K, V, new double[3]));
    }

    private static double[] flat(double[][] rows) {
        return Stream.of(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    @Test
    void both_inverses_agree_on_independent_keys_and_only_substitution_survives_similar_ones() {
        assertTrue(error(UnitLowerInverse.SUBSTITUTION, 0) < 1e-5);
        assertTrue(error(UnitLowerInverse.LOG_DEPTH, 0) < 1e-4);
        assertTrue(error(UnitLowerInverse.SUBSTITUTION, 3) < 2e-5);
        double bad = error(UnitLowerInverse.LOG_DEPTH, 3);
        assertTrue(Double.isNaN(bad) || bad > 1, () -> "the error is " + bad);
    }

    /** Outputs of one chunk of 64 against the recurrence, keys normalise(r_t + common r_0), beta 1.9. */
    private static double error(UnitLowerInverse inverse, double common) {
        var random = new Random(4);
        double[][] raw = table(65, 64, (t, i) -> random.nextGaussian());
        double[][] k = unit(table(64, 64, (t, i) -> raw[t][i] + common * raw[64][i]));
        double[][] q = table(64, 64, (t, i) -> random.nextGaussian() / 8);
        double[][] v = table(64, 64, (t, i) -> random.nextGaussian());
        var beta = new double[64];
        Arrays.fill(beta, 1.9);
        var in = DoubleInputs.of(Layout.of(1, 1, 64, 64, 64), flat(q), flat(k), flat(v)).withBeta(beta);
        double[] right = Recurrent.of(new AttentionRule.DeltaNet(EigenvalueRange.SIGNED),
                AttentionOptions.defaults().withScale(1)).forward(in).o();
        float[][] o = inverse.outputs(floats(q), floats(k), floats(v), floats(new double[][] {beta})[0]);
        var all = new float[right.length];
        for (int t = 0; t < 64; t++) {
            System.arraycopy(o[t], 0, all, 64 * t, 64);
        }
        return FormErrors.error(right, all);
    }

    private static float[][] floats(double[][] rows) {
        var floats = new float[rows.length][rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                floats[i][j] = (float) rows[i][j];
            }
        }
        return floats;
    }

    @Test
    void matrices_that_do_not_fit_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> Matrices.multiply(K, K));
        assertThrows(IllegalArgumentException.class, () -> Matrices.add(K, V));
        assertEquals(Double.NaN,
                Matrices.largestDifference(new double[][] {{Double.NaN}}, new double[][] {{1}}));
    }
}
