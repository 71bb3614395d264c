package dev.linnet.probe.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.linnet.probe.data.DataSet;
import dev.linnet.probe.study.LearningCurve.Cell;
import dev.linnet.probe.study.LearningCurve.Plan;

class LearningCurveTest {
    private static final Learner NB = Learner.naiveBayes();
    private static final Path WEKA = Path.of("/usr/share/doc/weka/examples");

    /** The figures were measured before with another implementation. */
    @Test
    void breast_cancer_has_two_regimes() {
        var curve = LearningCurve.measure("breast cancer", DataSet.breastCancer().samples(), 200,
                List.of(NB, Learner.logistic(1)), Plan.of(1, 150, 6, 10, 15, 20, 30, 50, 200, 369));
        for (int m : new int[] {6, 10, 15}) {
            double gain = curve.error("LR C=1", m) - curve.error("NB", m);
            assertTrue(gain >= 0.015, m + " samples: " + gain);
        }
        for (int m : new int[] {200, 369}) {
            double loss = curve.error("NB", m) - curve.error("LR C=1", m);
            assertTrue(loss >= 0.015, m + " samples: " + loss);
        }
        double crossing = curve.crossing("NB", "LR C=1");
        assertTrue(crossing >= 20 && crossing <= 50, "crossing at " + crossing);
        assertTrue(curve.samplesToReach("NB", 0.03) < curve.samplesToReach("LR C=1", 0.03) / 1.5);
        assertTrue(curve.cells().stream().allMatch(Cell::converged));
    }

    @Test
    void segment_has_two_regimes() {
        assumeTrue(Files.exists(WEKA.resolve("segment-challenge.arff")),
                "Weka's example data are not installed; to run this test: apt-get install weka");
        var curve = LearningCurve.measure("segment", DataSet.arff(WEKA.resolve("segment-challenge.arff")).samples(),
                DataSet.arff(WEKA.resolve("segment-test.arff")).samples(), List.of(NB, Learner.logistic(10)),
                Plan.of(1, 20, 20, 30, 100, 200, 500));
        double gain = curve.error("LR C=10", 20) - curve.error("NB", 20);
        assertTrue(gain >= 0.04, "20 samples: " + gain);
        gain = curve.error("LR C=10", 30) - curve.error("NB", 30);
        assertTrue(gain >= 0.02, "30 samples: " + gain);
        double loss = curve.error("NB", 500) - curve.error("LR C=10", 500);
        assertTrue(loss >= 0.03, "500 samples: " + loss);
        double crossing = curve.crossing("NB", "LR C=10");
        assertTrue(crossing >= 40 && crossing <= 250, "crossing at " + crossing);
    }

    private static LearningCurve of(double[] first, double[] second) {
        int[] m = {10, 20, 40};
        var cells = new ArrayList<Cell>();
        for (int i = 0; i < m.length; i++) {
            for (int repeat = 0; repeat < 2; repeat++) {
                cells.add(new Cell(NB, 4, 2, m[i], repeat, 7, first[i] + 0.01 * repeat, 0.5, true));
                cells.add(new Cell(Learner.logistic(1), 4, 2, m[i], repeat, 7, second[i], 0.5, true));
            }
        }
        return new LearningCurve("made, by hand", cells);
    }

    @Test
    void curves_are_read_between_their_points() {
        var curve = of(new double[] {0.195, 0.125, 0.095}, new double[] {0.3, 0.2, 0.02});
        assertArrayEquals(new double[] {0.2, 0.13, 0.1}, curve.errors("NB"), 1e-15);
        // 0.13 is final + 0.03.
        assertEquals(20, curve.samplesToReach("NB", 0.03), 1e-9);
        assertEquals(10 * Math.pow(2, 0.5), curve.samplesToReach("NB", 0.065), 1e-9);
        assertEquals(20 * Math.pow(2, 0.07 / 0.15), curve.crossing("NB", "LR C=1"), 1e-9);
        assertEquals(Double.POSITIVE_INFINITY, curve.crossing("LR C=1", "NB"));
        assertEquals(0.005, curve.differenceError("NB", "LR C=1", 20), 1e-12);
        assertEquals("nothing was measured for 'SVM' with 20 samples; there are [NB, LR C=1] with [10, 20, 40]",
                assertThrows(IllegalArgumentException.class, () -> curve.error("SVM", 20)).getMessage());
        var lines = curve.csv().lines().toList();
        assertEquals(13, lines.size());
        assertEquals("\"made, by hand\",NB,,1.0E-9,4,2,10,0,7,0.195,0.5,true", lines.get(1));
        assertEquals("\"made, by hand\",LR C=1,1.0,,4,2,10,0,7,0.3,0.5,true", lines.get(2));
    }

    @Test
    void threads_do_not_change_an_error() {
        var iris = DataSet.iris().samples();
        var learners = List.of(NB, Learner.naiveBayesPerClass(), Learner.logistic(0.1));
        var one = LearningCurve.measure("iris", iris, 50, learners,
                new Plan(List.of(10, 100), 4, Subsets.REDRAW, 3, 1));
        var two = LearningCurve.measure("iris", iris, 50, learners,
                new Plan(List.of(10, 100), 4, Subsets.REDRAW, 3, 2));
        for (var title : one.titles()) {
            assertArrayEquals(one.errors(title), two.errors(title));
        }
        assertEquals("testSamples is 150; it must be 1 to 149, so that some are left to learn from",
                assertThrows(IllegalArgumentException.class,
                        () -> LearningCurve.measure("iris", iris, 150, learners, Plan.of(1, 1, 10))).getMessage());
    }

    /** Medians within a factor 1.5 of what another implementation measured, shares of beta above 0.01 at least 0.95. */
    @Test
    void real_features_have_evidence_in_each_feature() {
        diagnosed(DataSet.digits(), 0.26, 2.4);
        diagnosed(DataSet.wine(), 1.25, 4.2);
        diagnosed(DataSet.breastCancer(), 1.19, 23);
    }

    private static void diagnosed(DataSet data, double beta, double alpha) {
        var found = FeatureDiagnostics.of(data.samples());
        assertTrue(found.shareOfBetaAbove(0.01) >= 0.95, data.name() + ": " + found.shareOfBetaAbove(0.01));
        assertEquals(1, found.medianBeta() / beta, 0.5, data.name());
        assertEquals(1, found.medianAlpha() / alpha, 0.5, data.name());
        assertEquals(found.variances()[0], FeatureDiagnostics.percentile(found.variances(), 0));
    }

    @Test
    void a_percentile_lies_between_its_neighbours() {
        double[] rising = {1, 2, 4};
        assertEquals(2, FeatureDiagnostics.percentile(rising, 50));
        assertEquals(3, FeatureDiagnostics.percentile(rising, 75));
        assertEquals(4, FeatureDiagnostics.percentile(rising, 100));
    }

    @Test
    void numbers_of_samples_rise() {
        assertEquals("sizes has 10 after 20; the numbers of samples must rise", assertThrows(
                IllegalArgumentException.class, () -> LearningCurve.Plan.of(1, 5, 20, 10)).getMessage());
    }
}
