package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.compiler.CompileOptions;

/** Two notebooks at once share a GPU. */
@OnGpu
class ProcessesOnGpu {
    /** Launches again and again and looks at every result. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            StandIn.connectIfDemanded();
            var module = CudaModule.compile("benchmark", Cells.BENCHMARK, CompileOptions.standard(), Target.GPU,
                    Checks.OFF);
            StandIn.know(module.compiled());
            float a = Float.parseFloat(arguments[0]);
            int n = 3_000;
            var x = new float[n];
            Arrays.fill(x, 2);
            for (int k = 0; k < 60; k++) {
                var y = new float[n];
                module.kernel("saxpy").launch(LaunchShape.forRange(n), n, a, x, y);
                for (float value : y) {
                    if (value != 2 * a) {
                        throw new AssertionError(value + " instead of " + 2 * a);
                    }
                }
            }
            System.out.println("all right");
        }
    }

    @Test
    void two_processes_at_once_get_their_own_results() throws Exception {
        var processes = new ArrayList<Process>();
        for (var factor : new String[] {"3", "5"}) {
            var process = new ProcessBuilder(GpuSuite.command(Program.class, factor)).redirectErrorStream(true).start();
            process.getOutputStream().close();
            processes.add(process);
        }
        for (var process : processes) {
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), text);
            assertEquals("all right", text.lines().toList().getLast());
        }
    }
}
