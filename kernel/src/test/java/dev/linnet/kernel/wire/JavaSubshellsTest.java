package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.kernel.library.Library;
import dev.linnet.kernel.session.Session;
import dev.linnet.kernel.session.SessionConfig;

/** Java cells in a subshell, beside the main shell's. */
class JavaSubshellsTest {
    @TempDir
    static Path directory;

    private static CellService cells;
    private static Server server;
    private static WireClient client;
    private static String subshell;

    @BeforeAll
    static void connect() throws IOException {
        cells = OpeningCells.begin(() -> new SessionCells(Session.open(SessionConfig.of(Library.empty(), directory))));
        server = Server.start(ConnectionFile.loopback("a secret"), cells, directory.resolve("history.jsonl"));
        client = new WireClient(server.connection());
        assertEquals("[\"kernel subshells\"]", client.request("kernel_info_request", Map.of())
                .content()
                .get("supported_features")
                .toString());
        subshell = client.reply(client.control("create_subshell_request", Map.of())).text("subshell_id");
    }

    @AfterAll
    static void disconnect() {
        client.close();
        cells.close();
        server.close();
    }

    private static String startBeside(String code) {
        return client.send("shell", "execute_request", WireClient.cell(code), Map.of("subshell_id", subshell),
                List.of());
    }

    private static String started(String id) {
        client.until("the cell to start", () -> client.stream(id, "stdout").startsWith("started"));
        return id;
    }

    private static int count(String id, String type) {
        return client.iopub(id)
                .stream()
                .filter(m -> m.type().equals(type))
                .findFirst()
                .orElseThrow()
                .content()
                .get("execution_count")
                .getAsInt();
    }

    @Test
    void a_cell_beside_a_running_one_shares_its_variables_and_has_output_and_number_of_its_own() {
        client.execute("var gate = new java.util.concurrent.CountDownLatch(1); int shared = 20;");
        String main = started(client.startExecute("System.out.println(\"started\"); gate.await(); shared"));
        String beside = startBeside("System.out.print(\"beside\"); shared = 21; gate.countDown(); shared * 2");
        assertEquals("ok", client.reply(beside).status());
        assertEquals("ok", client.reply(main).status());
        assertEquals("beside", client.stream(beside, "stdout"));
        assertEquals("started\n", client.stream(main, "stdout"));
        assertEquals(count(main, "execute_input") + 1, count(beside, "execute_input"));
        assertEquals(count(beside, "execute_input"), count(beside, "execute_result"));
        assertEquals(count(main, "execute_input"), client.find(main).content().get("execution_count").getAsInt());
    }

    @Test
    void a_failing_cell_leaves_the_one_beside_it_alone() {
        client.execute("var held = new java.util.concurrent.CountDownLatch(1);");
        String main = started(client.startExecute("System.out.println(\"started\"); held.await(); \"kept on\""));
        assertEquals("error", client.reply(startBeside("throw new Error(\"beside\");")).status());
        assertFalse(client.idle(main));
        assertEquals("ok", client.reply(startBeside("held.countDown();")).status());
        assertEquals("ok", client.reply(main).status());
    }

    @Test
    void an_interrupt_stops_the_cells_of_all_shells_and_both_go_on() {
        String code = "System.out.println(\"started\"); while (true) {}";
        String main = started(client.startExecute(code));
        String beside = started(startBeside(code));
        client.reply(client.control("interrupt_request", Map.of()));
        assertEquals("Interrupted", client.reply(main).text("ename"));
        assertEquals("Interrupted", client.reply(beside).text("ename"));
        assertEquals("ok", client.execute("1 + 1").status());
        assertEquals("ok", client.reply(startBeside("for (int i = 0; i < 1000; i++) {}")).status());
    }
}
