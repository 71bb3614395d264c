package dev.linnet.bench.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TrainBenchTest {
    private static String misuse(String... args) {
        var err = new ByteArrayOutputStream();
        var to = new PrintStream(err, true, StandardCharsets.UTF_8);
        assertEquals(2, TrainBench.run(args, to, to));
        return err.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void bad_arguments_are_named_in_one_sentence() {
        assertEquals("linnet: There is no model 'mamba'; there are deltanet, deltaproduct, diagonal.",
                misuse("models=deltanet,mamba"));
        assertEquals("linnet: There is no argument 'speed=9'.", misuse("speed=9"));
    }

    /** 8192 tokens in 0.4096 s are 20 thousand a second. */
    @Test
    void a_row_has_tokens_a_second_and_the_ratio() {
        assertEquals("| DeltaNet [-1, 1] | 20.0 | 5.0 | chunks of 32 | 4.00 |",
                new Measured(Workload.DELTANET, 409_600, 1_638_400, 32).row());
        assertEquals("| diagonal [0, 1] | 20.0 | 20.0 | step by step | 1.00 |",
                new Measured(Workload.DIAGONAL, 409_600, 409_600, 0).row());
    }

    @Test
    void a_sweep_has_a_row_for_itself_and_one_for_its_runs() {
        String text = new SparkScaling(1500, new SparkScaling.Timing(120, 7.2), new SparkScaling.Timing(60, 8)).text();
        assertTrue(text.contains("16 runs of DeltaNet on parity, 1,500 steps on one thread each."), text);
        assertTrue(text.endsWith("""
                | the sweep, s | 120.0 | 60.0 | 2.00 |
                | a run, s | 7.20 | 8.00 | 0.90 |

                To be reached: 1.7 times as fast.
                """), text);
    }
}
