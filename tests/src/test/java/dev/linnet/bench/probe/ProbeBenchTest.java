package dev.linnet.bench.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

class ProbeBenchTest {
    private static String misuse(String... args) {
        var err = new ByteArrayOutputStream();
        var to = new PrintStream(err, true, StandardCharsets.UTF_8);
        assertEquals(2, ProbeBench.run(args, to, to));
        return err.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void bad_arguments_are_named_in_one_sentence() {
        assertEquals("linnet: There is no argument 'speed=9'.", misuse("speed=9"));
        assertEquals("linnet: threads is '0'; it must be at least 1.", misuse("threads=0"));
    }

    @Test
    void a_row_says_how_many_times_as_long_as_ours_a_fit_takes() {
        var ours = new Fit(2, 10.126, 0.75, "7 steps");
        assertEquals("| a | 2.000 | 7 steps | 10.13 | 0.7500 | 1.00 |", ours.row("a", ours));
        assertEquals("| b | 5.000 |  |  | 0.7000 | 2.50 |", new Fit(5, Double.NaN, 0.7, "").row("b", ours));
    }

    @Test
    void tribuo_reaches_our_accuracy_on_the_same_samples() {
        var samples = new Workload(1000, 20, 3).samples(1);
        Fit ours = Ours.logistic(samples, 1, 1e-3, 1, 1);
        Fit tribuos = Tribuo.logistic(samples, ours.accuracy() - 0.02);
        assertTrue(tribuos.accuracy() >= ours.accuracy() - 0.02, tribuos + " against " + ours);
    }
}
