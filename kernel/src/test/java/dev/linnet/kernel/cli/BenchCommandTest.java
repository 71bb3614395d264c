package dev.linnet.kernel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;

class BenchCommandTest {
    private static String misuse(String... arguments) {
        var err = new StringWriter();
        assertEquals(ExitCode.MISUSE,
                Main.run(arguments, new PrintWriter(new StringWriter()), new PrintWriter(err, true)));
        return err.toString();
    }

    @Test
    void wrong_use_is_named_before_anything_is_measured() {
        assertEquals("linnet: There is no benchmark 'x'; there are kernel, attention, cuda, train, probe and odeen.\n",
                misuse("bench", "x"));
        assertEquals(
                "linnet: There is no phase 'y'; there are start, warm, stdout, complete, inspect, interrupt, soak.\n",
                misuse("bench", "kernel", "--phases", "warm,y"));
        assertEquals("linnet: --starts, --cells and --soak take a number from 1 up, not 0.\n",
                misuse("bench", "kernel", "--cells", "0"));
    }

    @Test
    void wrong_sizes_of_the_attention_benchmark_are_named_before_anything_is_built() {
        assertEquals("linnet: --lengths takes whole numbers from 1 up, not '0'.\n",
                misuse("bench", "attention", "--lengths", "512,0"));
        assertEquals("linnet: --dims takes whole numbers from 1 up, not 'wide'.\n",
                misuse("bench", "attention", "--dims", "wide"));
        int cores = Runtime.getRuntime().availableProcessors();
        assertEquals("linnet: --threads takes whole numbers from 1 to " + cores + ", the cores of this machine, not '"
                + (cores + 1) + "'.\n", misuse("bench", "attention", "--threads", String.valueOf(cores + 1)));
        assertEquals("linnet: --full and --quick exclude each other; give one of them.\n",
                misuse("bench", "attention", "--full", "--quick"));
    }

    @Test
    void figures_of_small_sizes_are_not_written_into_the_page_of_benchmarks() {
        assertEquals(
                "linnet: --quick and --write exclude each other: figures of small sizes say nothing.\n",
                misuse("bench", "cuda", "--quick", "--write"));
        assertEquals("linnet: --quick and --write exclude each other: short measurements say little.\n",
                misuse("bench", "train", "--quick", "--write"));
        assertEquals(
                "linnet: --only-spark leaves the training steps out and goes with neither --no-spark nor --models.\n",
                misuse("bench", "train", "--only-spark", "--no-spark"));
    }
}
