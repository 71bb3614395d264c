package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchedJavaTest extends JavaCellsTest {
    @TempDir
    static Path directory;

    private LaunchedKernel kernel;

    @Override
    ConnectionFile start() throws Exception {
        kernel = LaunchedKernel.start(KernelMain.class, directory);
        return kernel.connection();
    }

    @Test
    void a_cell_that_interrupts_every_thread_harms_itself_at_most() {
        client().execute("Thread.getAllStackTraces().keySet().forEach(Thread::interrupt);");
        assertEquals("ok", client().execute("1 + 1").status());
        assertEquals("ok", client().request("complete_request", Map.of("code", "Math.a", "cursor_pos", 6)).status());
    }

    @Override
    void stop() throws Exception {
        kernel.process.destroy();
        kernel.exitCode();
        assertEquals("", kernel.errors());
        kernel.close();
    }
}
