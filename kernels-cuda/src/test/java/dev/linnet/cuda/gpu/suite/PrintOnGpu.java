package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.compiler.CompileOptions;

/** What kernels print. */
@OnGpu
class PrintOnGpu {
    /** Prints from a kernel; a virtual machine of its own, whose output a test reads. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            StandIn.connectIfDemanded();
            var module = CudaModule.compile("prints", Cells.PRINTS, CompileOptions.standard(), Target.GPU, Checks.AUTO);
            StandIn.know(module.compiled());
            System.out.println("before");
            var output = System.out;
            var cell = new ByteArrayOutputStream();
            System.setOut(new PrintStream(cell, true, StandardCharsets.UTF_8));
            module.kernel("hello").launch(1, 2, 0, 5);
            System.setOut(output);
            cell.toString(StandardCharsets.UTF_8).lines().forEach(line -> System.out.println("in the cell: " + line));
            System.out.println("after");
        }
    }

    @Test
    void printf_of_a_kernel_reaches_the_cell() throws Exception {
        var process = new ProcessBuilder(GpuSuite.command(Program.class)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), text);
        Findings.note("order of lines: " + text.lines().filter(line -> !line.startsWith("WARNING")).toList());
        for (int t = 0; t < 2; t++) {
            assertTrue(text.contains("in the cell: hello 5 from " + t + ":  1.25|text|12  |ff|c|%\n"), text);
        }
    }
}
