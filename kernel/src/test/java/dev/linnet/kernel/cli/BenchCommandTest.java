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
        assertEquals("linnet: There is no benchmark 'x'; there is kernel.\n", misuse("bench", "x"));
        assertEquals(
                "linnet: There is no phase 'y'; there are start, warm, stdout, complete, inspect, interrupt, soak.\n",
                misuse("bench", "kernel", "--phases", "warm,y"));
        assertEquals("linnet: --starts, --cells and --soak take a number from 1 up, not 0.\n",
                misuse("bench", "kernel", "--cells", "0"));
    }
}
