package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelProcessTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"print done", "block", "input ?"})
    void a_shutdown_request_ends_the_process_whatever_the_cell_does(String code) throws Exception {
        try (var kernel = LaunchedKernel.start(SmallKernel.class, directory);
                var client = new WireClient(kernel.connection())) {
            String cell = client.startExecute(code);
            client.until("busy", () -> !client.iopub(cell).isEmpty());
            var reply = client.reply(client.control("shutdown_request", Map.of("restart", false)));
            assertEquals("ok", reply.status());
            assertEquals(0, kernel.exitCode());
        }
    }

    @Test
    void a_sigterm_ends_the_process_after_its_output_is_delivered() throws Exception {
        try (var kernel = LaunchedKernel.start(SmallKernel.class, directory);
                var client = new WireClient(kernel.connection())) {
            String cell = client.startExecute("block");
            client.until("the cell to start", () -> client.stream(cell, "stdout").equals("blocked\n"));
            kernel.process.destroy();
            assertEquals("error", client.reply(cell).status());
            kernel.exitCode();
        }
    }

    @Test
    void the_kernel_ends_when_the_process_that_started_it_does() throws Exception {
        Process parent = new ProcessBuilder("sleep", "1000").start();
        try (var kernel = LaunchedKernel.start(SmallKernel.class, directory, "JPY_PARENT_PID",
                Long.toString(parent.pid())); var client = new WireClient(kernel.connection())) {
            assertEquals("ok", client.execute("print alive").status());
            parent.destroyForcibly();
            assertEquals(0, kernel.exitCode());
            assertTrue(kernel.errors().contains("The Jupyter server is gone"), kernel.errors());
        }
    }

    @Test
    void history_lives_on_after_the_process() throws Exception {
        for (int i = 1; i <= 2; i++) {
            try (var kernel = LaunchedKernel.start(SmallKernel.class, directory);
                    var client = new WireClient(kernel.connection())) {
                client.execute("print " + i);
                client.control("shutdown_request", Map.of());
                assertEquals(0, kernel.exitCode());
            }
        }
        var past = new HistoryFile(directory.resolve("linnet").resolve("history.jsonl"), "x").read();
        assertEquals(2, past.entries().size());
        assertEquals(3, past.currentSession());
    }

    @Test
    void several_kernels_start_at_once() throws Exception {
        var kernels = new ArrayList<LaunchedKernel>();
        try {
            for (int i = 0; i < 4; i++) {
                Path own = Files.createDirectory(directory.resolve("kernel" + i));
                Path file = Files.writeString(own.resolve("connection.json"), ConnectionFile.loopback("k").json());
                kernels.add(new LaunchedKernel(SmallKernel.class, own, file));
            }
            for (LaunchedKernel kernel : kernels) {
                kernel.awaitPorts();
                try (var client = new WireClient(kernel.connection())) {
                    assertEquals("ok", client.execute("print alive").status());
                }
            }
        } finally {
            kernels.forEach(LaunchedKernel::close);
        }
    }

    @Test
    void what_keeps_it_from_starting_is_one_sentence_and_exit_code_1() throws Exception {
        Path missing = directory.resolve("missing.json");
        try (var kernel = new LaunchedKernel(SmallKernel.class, directory, missing)) {
            assertEquals(1, kernel.exitCode());
            assertEquals("linnet: There is no connection file " + missing
                    + "; Jupyter writes it when it starts a kernel.\n", kernel.errors());
        }
        try (var first = LaunchedKernel.start(SmallKernel.class, directory)) {
            Path second = Files.createDirectory(directory.resolve("second"));
            try (var kernel = new LaunchedKernel(SmallKernel.class, second, directory.resolve("connection.json"))) {
                assertEquals(1, kernel.exitCode());
                assertTrue(kernel.errors()
                        .startsWith("linnet: Linnet cannot listen on 127.0.0.1 port "
                                + first.connection().shellPort() + " (shell_port): it is in use"),
                        kernel.errors());
                assertEquals(1, kernel.errors().lines().count());
            }
        }
    }
}
