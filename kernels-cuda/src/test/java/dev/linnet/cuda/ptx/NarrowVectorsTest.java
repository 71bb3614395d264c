package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.memory.DeviceMemory;
import dev.linnet.cuda.ptx.ops.Instrument;

/** Vectors of 128 bits, as ARM has them: a warp takes eight, and the code for it is several times as long. */
class NarrowVectorsTest {
    private static final String FILE = "src/main/resources/dev/linnet/cuda/kernels/gemm.ptx";

    /** A virtual machine with such vectors tells what it leaves to the interpreter. */
    static final class Told {
        public static void main(String[] arguments) throws Exception {
            var module = new PtxEngine(new DeviceMemory()).load(PtxModule.parse(Files.readString(Path.of(FILE))));
            System.out.println("bits: " + 32 * Lanes.IL);
            for (PtxModule.Entry kernel : module.module().entries()) {
                var survey = module.program(kernel.name(), Instrument.NONE).survey(Dim3.of(256));
                System.out.println(kernel.name() + ": " + survey.taken());
                survey.stays()
                        .stream()
                        .filter(one -> one.why().contains("too long"))
                        .forEach(one -> System.out.println(one.instruction() + ": " + one.why()));
            }
        }
    }

    @Test
    @Timeout(120)
    void no_piece_of_a_kernel_is_left_to_the_interpreter_for_its_length() throws Exception {
        Process narrow = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:MaxVectorSize=16", "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), Told.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String told = new String(narrow.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, narrow.waitFor());
        assertEquals(List.of("bits: 128", "gemm128: true", "gemm64: true"), told.lines().toList());
    }
}
