package dev.linnet.cuda.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

class CudaBenchTest {
    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    @Test
    void an_argument_that_is_none_is_named() throws InterruptedException {
        var err = new ByteArrayOutputStream();
        assertEquals(2, CudaBench.run(new String[] {"fast"}, stream(err), stream(err)));
        assertEquals("linnet: The benchmark takes quick and page=FILE, not 'fast'.",
                err.toString(StandardCharsets.UTF_8).strip());
    }

    @Test
    void every_kernel_runs_on_the_engine_and_in_plain_cpp() throws Exception {
        Workload tiny = new Workload(1, 1024, 32, 1, 32);
        EngineTimes engine = new EngineTimes(tiny);
        for (Workload.Case c : Workload.Case.values()) {
            assertTrue(engine.alone(c, true) >= 0);
        }
        var plain = PlainTimes.compile();
        if (plain.isPresent()) {
            plain.get().run(tiny);
            for (Workload.Case c : Workload.Case.values()) {
                assertTrue(plain.get().millis(c) < 1e30);
            }
            plain.get().close();
        }
    }

    @Test
    void tables_are_columns_and_markdown() {
        var table = new BenchTable("what", "ms");
        table.row("short", BenchTable.number(1.234));
        table.row("rather long", BenchTable.number(123.4));
        assertEquals("what           ms\nshort        1.23\nrather long   123\n", table.plain());
        assertEquals("| rather long | 123 |", table.markdown().lines().toList().getLast());
        assertEquals(4, Arrays.stream(Workload.Case.values()).map(Workload.FULL::title).distinct().count());
    }
}
