package dev.linnet.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.linnet.probe.StochasticLogisticRegression.Options;

class StochasticLogisticRegressionTest {
    @Test
    void both_rules_come_as_far_as_lbfgs() {
        var raw = Draws.samples(1, 1200, 8, 3);
        var all = MinMaxScaler.fit(raw).apply(raw);
        var best = new LogisticRegression(LogisticRegression.Options.USUAL.withC(100));
        best.fit(all);
        for (var options : List.of(Options.momentum(5).withRate(1), Options.adamW(5).withRate(0.05))) {
            var probe = new StochasticLogisticRegression(options.withEpochs(60));
            probe.fit(all);
            assertTrue(probe.score(all) >= best.score(all) - 0.02,
                    probe + ": " + probe.score(all) + " against " + best.score(all));
        }
    }

    @Test
    void the_seed_decides_every_bit() {
        var s = Draws.samples(2, 300, 5, 4);
        var one = fitted(s, 7);
        assertArrayEquals(one.scores(s.x()), fitted(s, 7).scores(s.x()));
        assertFalse(Arrays.equals(one.scores(s.x()), fitted(s, 8).scores(s.x())));
    }

    private static StochasticLogisticRegression fitted(Samples s, long seed) {
        var probe = new StochasticLogisticRegression(Options.adamW(seed).withEpochs(3));
        probe.fit(s);
        return probe;
    }

    @Test
    void pieces_teach_one_after_the_other() {
        var s = Draws.samples(3, 4000, 6, 3);
        var probe = new StochasticLogisticRegression(Options.adamW(1));
        for (int from = 0; from < 4000; from += 500) {
            probe.partialFit(Draws.part(s, from, from + 500));
        }
        var once = new StochasticLogisticRegression(Options.adamW(1));
        once.partialFit(Draws.part(s, 0, 500));
        assertTrue(probe.score(s) > once.score(s), probe.score(s) + " after all, " + once.score(s) + " after one");
    }

    @Test
    void a_rate_that_diverges_is_said_so() {
        var s = Draws.samples(4, 300, 5, 3);
        var scaled = new double[s.x().length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = 1000 * s.x()[i];
        }
        var large = new Samples(scaled, 5, s.labels(), 3);
        var probe = new StochasticLogisticRegression(Options.momentum(1).withRate(1000).withEpochs(4));
        String said = assertThrows(IllegalStateException.class, () -> probe.fit(large)).getMessage();
        assertTrue(said.contains("the learning rate 1000.0 is too high for these features"), said);
        assertFalse(probe.fitted());
    }

    @Test
    void bad_input_is_told_in_a_sentence() {
        assertEquals("rate is 0.0; it must be a finite number above 0",
                assertThrows(IllegalArgumentException.class, () -> Options.adamW(1).withRate(0)).getMessage());
        assertEquals("the probe has not been fitted; call fit first",
                assertThrows(IllegalStateException.class,
                        () -> new StochasticLogisticRegression(Options.adamW(1)).classes()).getMessage());
        assertEquals("class 1 of 2 has no sample; draw again or leave the class out",
                assertThrows(IllegalArgumentException.class,
                        () -> new StochasticLogisticRegression(Options.adamW(1))
                                .fit(List.of(new Samples(new double[1], 1, new int[1], 2))))
                        .getMessage());
        assertEquals("there are no samples to fit to",
                assertThrows(IllegalArgumentException.class,
                        () -> new StochasticLogisticRegression(Options.adamW(1)).fit(List.<Samples>of())).getMessage());
        assertEquals("there is only one class; a classifier needs at least two",
                assertThrows(IllegalArgumentException.class,
                        () -> new StochasticLogisticRegression(Options.adamW(1))
                                .fit(new Samples(new double[2], 1, new int[2], 1)))
                        .getMessage());
        assertEquals("class 1 of 2 has no sample among the 1; draw again or leave the class out",
                assertThrows(IllegalArgumentException.class,
                        () -> new StochasticLogisticRegression(Options.adamW(1))
                                .fit(new Samples(new double[1], 1, new int[1], 2)))
                        .getMessage());
    }

    @Test
    void an_interrupted_fit_is_none() {
        var probe = new StochasticLogisticRegression(StochasticLogisticRegression.Options.adamW(1));
        Samples samples = Samples.of(new double[][] {{0}, {1}, {2}, {3}}, new int[] {0, 0, 1, 1});
        probe.fit(samples);
        Thread.currentThread().interrupt();
        assertThrows(java.util.concurrent.CancellationException.class, () -> probe.fit(samples));
        assertTrue(Thread.interrupted());
        assertFalse(probe.fitted());
        probe.fit(samples);
        assertTrue(probe.fitted());
    }
}
