package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.compiler.Compilers;
import dev.linnet.cuda.tune.Tuner;
import dev.linnet.cuda.tune.Tuning;

/** Searches for the quickest setting on the GPU. */
@OnGpu
class TuneOnGpu {
    private static final int N = 4096;
    private static final long FAR = 1L << 36;

    /** A search in which the second of three settings stops the GPU; a virtual machine of its own. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            StandIn.connectIfDemanded();
            var module = compiled(Target.AUTO);
            if (StandIn.active()) {
                StandIn.refuseContexts();
            }
            var y = new float[N];
            y[5] = 7;
            var found = Tuner.of(module).block(32, 64, 128).withRuns(1).run(s -> {
                module.kernel("add").launch(N / s.block(), s.block(), 0, N, y);
                if (s.block() == 64) {
                    module.kernel("far").launch(1, 1, 0, y, FAR);
                }
            });
            System.out.println(found);
            System.out.println("y[5] is " + y[5] + ", then on " + module.machine());
        }
    }

    private static CudaModule compiled(Target target, String... defines) {
        var module = CudaModule.compile("tuned", Cells.TUNED, CompileOptions.standard().withDefines(List.of(defines)),
                target, Checks.AUTO);
        StandIn.know(module.compiled());
        return module;
    }

    private static void needsCompiler() throws InterruptedException {
        assumeFalse(Compilers.ofThisMachine().found().isEmpty(), "no CUDA compiler on this machine");
    }

    @Test
    void every_block_size_is_tried_there_and_those_it_refuses_are_rows() {
        var module = compiled(Target.GPU);
        var y = new float[N];
        y[5] = 7;
        var found = Tuner.of(module).block(32, 128, 256, 512).withRuns(3).run(s -> {
            assertEquals(7, y[5], "each launch begins with the same");
            module.kernel("add").launch(N / s.block(), s.block(), 0, N, y);
        });
        Findings.note(found.toString());
        assertEquals(module.machine(), found.machine());
        assertEquals(List.of(true, true, true, false), found.tried().stream().map(Tuning.Tried::ran).toList(),
                found.toString());
        assertTrue(found.tried().get(3).problem().contains("at most 256 threads on this GPU, got 512"),
                found.toString());
        var expected = new float[N];
        expected[5] = 7;
        assertArrayEquals(expected, y, "arrays hold what they held before");
    }

    @Test
    void macros_are_compiled_there_and_the_quickest_stays() throws Exception {
        needsCompiler();
        for (int work : new int[] {1, 3000}) {
            compiled(Target.GPU, "WORK=" + work);
        }
        var module = compiled(Target.GPU);
        var y = new float[N];
        var found = Tuner.of(module)
                .define("WORK", 3000, 1)
                .withRuns(3)
                .run(_ -> module.kernel("add").launch(N / 128, 128, 0, N, y));
        Findings.note(found.toString());
        assertTrue(found.tried().stream().allMatch(Tuning.Tried::ran), found.toString());
        long quickest = StandIn.active() ? 3000 : 1; // its clock stands still, and the first of equals is the best
        assertEquals(quickest, found.best().orElseThrow().setting().number("WORK"));
        assertTrue(module.compiled().options().defines().contains("WORK=" + quickest));
        assertEquals(0, y[9]);
        module.kernel("add").launch(N / 128, 128, 0, N, y);
        assertEquals(1, y[9], "later launches run the quickest");
    }

    @Test
    void macros_that_ask_for_too_much_are_rows() throws Exception {
        needsCompiler();
        compiled(Target.GPU, "SIZE=256");
        var module = compiled(Target.GPU);
        var found = Tuner.of(module)
                .define("SIZE", 10_000_000, "oops", 256)
                .withRuns(1)
                .run(_ -> module.kernel("add").launch(1, 64, 0, 64, new float[64]));
        Findings.note(found.toString());
        assertEquals(List.of(false, false, true), found.tried().stream().map(Tuning.Tried::ran).toList(),
                found.toString());
        assertTrue(found.tried().get(1).problem().startsWith("does not compile: "), found.toString());
    }

    /** The CPU, which stands in then, is no part of the search. */
    @Test
    void a_setting_that_stops_the_gpu_ends_the_search_there() throws Exception {
        var process = new ProcessBuilder(GpuSuite.command(Program.class)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), text);
        Findings.note(text);
        assertFalse(text.contains("3 settings on CPU"), text);
        assertTrue(text.matches("(?s).* 32  +[\\d.]+  best\n.*"), text);
        assertTrue(text.contains("index " + FAR + " of y"), text);
        assertTrue(text.contains("y[5] is 7.0"), text);
        assertEquals(text.contains("then on CPU"), text.contains("not tried: a setting before it stopped the GPU"),
                text);
    }
}
