package dev.linnet.probe.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

class SampleComplexityTest {
    private static final List<Learner> BOTH = List.of(Learner.naiveBayes(), Learner.logistic(1));

    @Test
    void naive_bayes_needs_few_samples_and_logistic_regression_as_many_as_there_are_features() {
        var hundred = new GaussianMixture(2, 100);
        var four = new GaussianMixture(2, 400);
        var searches = SampleComplexity.withSeed(1).withRepeats(3).run(List.of(hundred, four), BOTH, 2);
        for (var mixture : List.of(hundred, four)) {
            double bayes = SampleComplexity.median(searches, mixture, BOTH.getFirst());
            assertTrue(bayes <= 45, "naive Bayes: " + bayes);
        }
        double few = SampleComplexity.median(searches, hundred, BOTH.getLast());
        double many = SampleComplexity.median(searches, four, BOTH.getLast());
        assertTrue(few >= 70 && few <= 140, "n = 100: " + few);
        assertTrue(many >= 340 && many <= 600, "n = 400: " + many);
        double exponent = PowerLaw.fit(new double[] {100, 400}, new double[] {few, many}).exponent();
        assertTrue(exponent > 0.8 && exponent < 1.4, "exponent " + exponent);
    }

    @Test
    void threads_do_not_change_what_is_found() {
        var mixture = List.of(new GaussianMixture(3, 20));
        var plan = SampleComplexity.withSeed(4).withRepeats(2);
        var one = plan.run(mixture, BOTH, 1);
        var three = plan.run(mixture, BOTH, 3);
        assertEquals(one.stream().map(SampleComplexity.Search::tried).toList(),
                three.stream().map(SampleComplexity.Search::tried).toList());
    }

    @Test
    void what_is_not_reached_is_said_to_lie_above_the_most_tried() {
        var mixture = new GaussianMixture(2, 2);
        var stubborn = Learner.logistic(1e-14);
        var searches = new SampleComplexity(0.0001, 0.5, 1, 1).run(List.of(mixture), List.of(stubborn), 1);
        assertEquals("> 200", searches.getFirst().toString());
        assertEquals(Double.POSITIVE_INFINITY, SampleComplexity.median(searches, mixture, stubborn));
    }

    @Test
    void a_power_law_is_found_again() {
        var law = PowerLaw.fit(new double[] {1, 10, 100},
                new double[] {3, 3 * Math.pow(10, 0.7), 3 * Math.pow(100, 0.7)});
        assertEquals(3, law.factor(), 1e-12);
        assertEquals(0.7, law.exponent(), 1e-12);
        assertEquals(0, law.spread(), 1e-12);
        assertEquals(3 * Math.pow(50, 0.7), law.at(50), 1e-10);
        assertEquals("point 1 is (2.0, 0.0); logarithms need numbers above 0",
                assertThrows(IllegalArgumentException.class,
                        () -> PowerLaw.fit(new double[] {1, 2}, new double[] {1, 0})).getMessage());
    }
}
