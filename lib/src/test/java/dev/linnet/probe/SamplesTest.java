package dev.linnet.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SamplesTest {
    private static String refused(Executable what) {
        return assertThrows(IllegalArgumentException.class, what).getMessage();
    }

    @Test
    void what_is_wrong_is_named_with_its_place_and_value() {
        assertEquals("x has 5 numbers, but 2 labels * 3 features are 6",
                refused(() -> new Samples(new double[5], 3, new int[2], 1)));
        assertEquals("row 1, column 0 is NaN; features must be finite: drop the row or fill the value in",
                refused(() -> new Samples(new double[] {0, 0, Double.NaN, 0}, 2, new int[2], 1)));
        assertEquals("the label of row 1 is 2; with 2 classes it must be 0 to 1",
                refused(() -> new Samples(new double[2], 1, new int[] {0, 2}, 2)));
        assertEquals("features is 0; it must be at least 1",
                refused(() -> new Samples(new double[0], 0, new int[0], 1)));
        assertEquals("row 1 has 1 features, row 0 has 2",
                refused(() -> Samples.of(new double[][] {{1, 2}, {3}}, new int[] {0, 1})));
        assertEquals("the label of row 1 is 1.5; a label is a whole number from 0 on: number the classes first",
                refused(() -> Samples.of(new double[][] {{1}, {2}}, new double[] {0, 1.5})));
        assertEquals("the label of row 0 is NaN; a label is a whole number from 0 on: number the classes first",
                refused(() -> Samples.of(new double[][] {{1}}, new double[] {Double.NaN})));
        assertEquals("the label of row 0 is -1.0; a label is a whole number from 0 on: number the classes first",
                refused(() -> Samples.of(new double[][] {{1}}, new double[] {-1})));
        assertEquals("there are no rows", refused(() -> Samples.of(new double[0][], new int[0])));
    }

    @Test
    void a_subset_keeps_rows_with_their_labels() {
        var all = Samples.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}, new int[] {0, 1, 2});
        var part = all.subset(2, 0, 2);
        assertArrayEquals(new double[] {5, 6, 1, 2, 5, 6}, part.x());
        assertArrayEquals(new int[] {2, 0, 2}, part.labels());
        assertArrayEquals(new int[] {1, 0, 2}, part.counts());
        assertArrayEquals(new int[] {2, 0}, Samples.of(new double[][] {{1}, {2}}, new double[] {2, 0}).labels());
    }

    @Test
    void scaling_maps_the_fitted_range_to_one_and_constants_to_zero() {
        var scaler = MinMaxScaler.fit(Samples.of(new double[][] {{2, 7}, {6, 7}}, new int[] {0, 1}));
        var scaled = scaler.apply(Samples.of(new double[][] {{2, 7}, {5, 9}, {10, -1}}, new int[] {0, 1, 1}));
        assertArrayEquals(new double[] {0, 0, 0.75, 0, 2, 0}, scaled.x());
    }

    @Test
    void a_number_that_cannot_be_a_class_is_named_with_its_row() {
        double[][] rows = {{1}, {2}, {3}};
        assertEquals("the label of row 2 is 2147483647; number the classes from 0 on", assertThrows(
                IllegalArgumentException.class, () -> Samples.of(rows, new int[] {0, 1, Integer.MAX_VALUE}))
                .getMessage());
        Samples years = Samples.of(rows, new int[] {0, 1, 2_000_000_000});
        assertEquals("class 2 of 2000000001 has no sample among the 3; draw again or leave the class out",
                assertThrows(IllegalArgumentException.class, () -> new GaussianNaiveBayes().fit(years))
                        .getMessage());
    }

    @ParameterizedTest
    @MethodSource("probes")
    void what_is_no_number_is_not_predicted_from(Probe probe) {
        probe.fit(Samples.of(new double[][] {{0, 1}, {1, 3}, {2, 5}, {4, 4}}, new int[] {0, 0, 1, 1}));
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            for (Consumer<double[]> use : List.<Consumer<double[]>>of(probe::predict, probe::predictProba,
                    probe::scores)) {
                assertEquals("row 1, column 0 is " + bad
                        + "; features must be finite: drop the row or fill the value in",
                        assertThrows(
                                IllegalArgumentException.class, () -> use.accept(new double[] {1, 1, bad, 1}))
                                .getMessage());
            }
        }
        assertEquals(1, probe.predict(new double[] {1e30, 1})[0]);
    }

    static List<Probe> probes() {
        return List.of(new GaussianNaiveBayes(), new LogisticRegression(),
                new GaussianNaiveBayes(GaussianNaiveBayes.Variance.PER_CLASS),
                new StochasticLogisticRegression(StochasticLogisticRegression.Options.adamW(1)));
    }

    @Test
    void numbers_beyond_all_scores_are_refused() {
        var probe = new GaussianNaiveBayes(GaussianNaiveBayes.Variance.PER_CLASS);
        probe.fit(Samples.of(new double[][] {{0}, {1}, {2}, {4}}, new int[] {0, 0, 1, 1}));
        assertEquals("row 0 has numbers so large that the score of class 0 is -Infinity; scale the features",
                assertThrows(IllegalArgumentException.class, () -> probe.predict(new double[] {1e200})).getMessage());
    }
}
