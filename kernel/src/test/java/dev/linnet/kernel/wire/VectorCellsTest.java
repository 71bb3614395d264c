package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorCellsTest {
    @Test
    void cells_use_the_vector_api_in_a_kernel_that_starts_without_its_module(@TempDir Path directory) throws Exception {
        try (var kernel = LaunchedKernel.start(KernelMain.class, directory, "JDK_JAVA_OPTIONS",
                "--add-exports java.base/jdk.internal.module=ALL-UNNAMED -XX:+UnlockExperimentalVMOptions"
                        + " -XX:+EnableVectorSupport");
                var client = new WireClient(kernel.connection())) {
            String id = client.startExecute("""
                    import jdk.incubator.vector.*;
                    var ones = FloatVector.broadcast(FloatVector.SPECIES_128, 1f);
                    ones.add(ones).reduceLanes(VectorOperators.ADD)""");
            assertEquals("ok", client.reply(id).status(), () -> client.iopub(id).toString());
            assertEquals("8.0",
                    client.iopub(id)
                            .stream()
                            .filter(message -> message.type().equals("execute_result"))
                            .map(message -> message.content()
                                    .get("data")
                                    .getAsJsonObject()
                                    .get("text/plain")
                                    .getAsString())
                            .findFirst()
                            .orElse(""));
        }
    }
}
