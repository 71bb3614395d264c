package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.compiler.CompileOptions;

/**
 * Kernels that go wrong on the GPU are explained by the CPU engine. Drivers of today give a process no GPU any more then, so
 * each has a process of its own.
 */
@OnGpu
class FaultsOnGpu {
    /** So far from any array that no memory is there: what lies just behind one a GPU does not notice. */
    private static final long FAR = 1L << 36;

    /** Launches a kernel that goes wrong, and then one that does not; a virtual machine of its own. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            StandIn.connectIfDemanded();
            var module = CudaModule.compile("faults", Cells.FAULTS, CompileOptions.standard(), Target.GPU,
                    Checks.AUTO);
            StandIn.know(module.compiled());
            if (arguments.length > 1 && StandIn.active()) {
                StandIn.refuseContexts();
            }
            launch(module, arguments[0], switch (arguments[0]) {
                case "far" -> new Object[] {new float[6], FAR};
                case "misaligned" -> new Object[] {new byte[16]};
                case "asserts" -> new Object[] {3};
                default -> new Object[] {new int[] {7}};
            });
            var x = new float[] {1};
            launch(module, "twice", x);
            System.out.println(x[0] == 2 ? "next: works" : "next: does not work");
            var automatic = CudaModule.compile("faults", Cells.FAULTS, CompileOptions.standard(), Target.AUTO,
                    Checks.AUTO);
            StandIn.know(automatic.compiled());
            var y = new float[] {3};
            var report = automatic.kernel("twice").launch(1, 1, 0, y);
            System.out.println("automatic: " + y[0] + " on " + report.backend() + report.notes());
        }

        private static void launch(CudaModule module, String kernel, Object... arguments) {
            try {
                module.kernel(kernel).launch(1, 1, 0, arguments);
            } catch (RuntimeException e) {
                System.out.println(kernel + ": " + e.getMessage());
            }
        }
    }

    private static String fault(String... arguments) throws Exception {
        var process = new ProcessBuilder(GpuSuite.command(Program.class, arguments)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), text);
        Findings.note(text);
        if (text.contains("next: works")) {
            assertTrue(text.contains("automatic: 6.0 on ") && !text.contains("automatic: 6.0 on CPU"), text);
        } else {
            assertTrue(text.contains("twice: ") && text.contains("cannot be used any more in this process"), text);
            assertTrue(text.contains("automatic: 6.0 on CPU[") && text.contains("until the notebook's kernel is"
                    + " restarted, kernels run on the CPU"), text);
        }
        return text;
    }

    @Test
    void an_access_far_beyond_an_array_names_line_thread_array_and_index() throws Exception {
        var message = fault("far");
        assertTrue(message.contains("stopped far: illegal address"), message);
        assertTrue(message.contains("index " + FAR + " of x, which has 6 elements, at line 5"), message);
        assertTrue(message.contains("thread (0,0,0)"), message);
    }

    @Test
    void where_the_gpu_is_lost_automatic_launches_go_on_on_the_cpu() throws Exception {
        var message = fault("far", "refuse");
        assertTrue(message.contains("automatic: 6.0 on "), message);
    }

    @Test
    void a_misaligned_access_names_its_line() throws Exception {
        var message = fault("misaligned");
        assertTrue(message.contains("misaligned address"), message);
        assertTrue(message.contains("line 8"), message);
    }

    @Test
    void a_failed_assertion_is_quoted() throws Exception {
        var message = fault("asserts");
        assertTrue(message.contains("n > 3") && message.contains("line 11"), message);
    }

    @Test
    void a_trap_is_told() throws Exception {
        var message = fault("trap");
        assertTrue(message.contains("stopped trap: "), message);
    }
}
