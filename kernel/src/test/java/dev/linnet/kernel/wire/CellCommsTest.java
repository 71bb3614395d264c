package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.kernel.library.Library;
import dev.linnet.kernel.session.Session;
import dev.linnet.kernel.session.SessionConfig;

/** Comms that cells open and offer, with a front end at the other end of real sockets. */
class CellCommsTest {
    @TempDir
    static Path directory;

    private static CellService cells;
    private static Server server;
    private static WireClient client;

    @BeforeAll
    static void connect() throws IOException {
        cells = OpeningCells.begin(() -> new SessionCells(Session.open(SessionConfig.of(Library.empty(), directory))));
        server = Server.start(ConnectionFile.loopback("a secret"), cells, directory.resolve("history.jsonl"));
        client = new WireClient(server.connection());
        run("import dev.linnet.display.comm.*;");
    }

    @AfterAll
    static void disconnect() {
        client.close();
        cells.close();
        server.close();
    }

    @BeforeEach
    void forget() {
        client.forgetReceived();
    }

    private static String run(String code) {
        String id = client.startExecute(code);
        assertEquals("ok", client.reply(id).status(), () -> client.iopub(id).toString());
        return id;
    }

    private static WireClient.Received published(String id, String type) {
        return client.iopub(id).stream().filter(m -> m.type().equals(type)).findFirst().orElse(null);
    }

    /** Sends a message on a comm and waits until it has been handled. */
    private static String tell(String comm, Map<String, ?> data, List<byte[]> buffers) {
        String id = client.send("shell", "comm_msg", Map.of("comm_id", comm, "data", data), Map.of(), buffers);
        client.until("idle", () -> client.idle(id));
        return id;
    }

    private static String openFromClient(String target) {
        String id = client.send("comm_open",
                Map.of("comm_id", target + " 1", "target_name", target, "data", Map.of("hello", 1)));
        client.until("idle", () -> client.idle(id));
        return id;
    }

    @Test
    void a_comm_of_a_cell_opens_speaks_and_closes_with_the_cell_as_its_parent() {
        String id = run("""
                var comm = Comms.open("there", Map.of("a", 1));
                comm.send(new CommMessage(Map.of("b", List.of(2)), Map.of("m", true), List.of(new byte[] {7})));
                comm.close();
                comm.send(Map.of("too", "late"));
                System.out.print(comm.isOpen());
                """);
        var opened = published(id, "comm_open");
        assertEquals("there", opened.text("target_name"));
        assertEquals("{\"a\":1}", opened.content().get("data").toString());
        var said = published(id, "comm_msg");
        assertEquals("{\"b\":[2]}", said.content().get("data").toString());
        assertEquals("{\"m\":true}", said.metadata().toString());
        assertEquals(7, said.buffers().getFirst()[0]);
        assertEquals(List.of("comm_open", "comm_msg", "comm_close", "stream"),
                client.types(id).subList(2, 6));
        assertEquals("false", client.stream(id, "stdout"));
    }

    @Test
    void a_handler_prints_and_displays_into_the_cell_that_opened_its_comm() {
        String id = run("""
                var made = Comms.open("there", Map.of());
                made.onMessage(message -> {
                    System.out.print("heard " + message.data() + message.buffers().size());
                    display("shown");
                    made.send(Map.of("answer", 1));
                });
                """);
        String comm = published(id, "comm_open").text("comm_id");
        run("System.out.print(\"another cell\");");
        String told = tell(comm, Map.of("x", 1.5), List.of(new byte[0], new byte[] {1}));
        assertEquals("heard {x=1.5}2", client.stream(id, "stdout"));
        assertEquals("shown", published(id, "display_data").content()
                .get("data")
                .getAsJsonObject()
                .get("text/plain")
                .getAsString());
        assertEquals(List.of("status", "comm_msg", "status"), client.types(told));
    }

    @Test
    void a_target_that_a_cell_registers_can_be_opened_and_closed_by_the_front_end() {
        String id = run("""
                Comms.register("target", (comm, opening) -> {
                    System.out.println("opened " + opening.data());
                    comm.onClose(bye -> System.out.println("closed " + comm.isOpen()));
                });
                """);
        openFromClient("target");
        String closing = client.send("comm_close", Map.of("comm_id", "target 1", "data", Map.of()));
        client.until("idle", () -> client.idle(closing));
        assertEquals("opened {hello=1}\nclosed false\n", client.stream(id, "stdout"));
        run("Comms.unregister(\"target\");");
        assertTrue(client.types(openFromClient("target")).contains("comm_close"));
    }

    @Test
    void what_a_handler_throws_is_shown_under_its_cell_and_closes_what_it_did_not_open() {
        String id = run("Comms.register(\"bad\", (comm, opening) -> { throw new Error(\"no such thing\"); });");
        String opening = openFromClient("bad");
        assertEquals("no such thing", published(id, "error").text("evalue"));
        assertEquals(List.of("status", "comm_close", "status"), client.types(opening));
        run("System.out.print(\"the session goes on\");");
    }

    @Test
    void a_handler_runs_while_a_cell_runs_and_sees_its_variables() {
        String id = run("""
                var pressed = new java.util.concurrent.CountDownLatch(1);
                var button = Comms.open("there", Map.of());
                button.onMessage(message -> pressed.countDown());
                """);
        String comm = published(id, "comm_open").text("comm_id");
        String waiting = client.startExecute("System.out.println(\"waiting\"); pressed.await(); 42");
        client.until("the cell to wait", () -> client.stream(waiting, "stdout").equals("waiting\n"));
        tell(comm, Map.of(), List.of());
        assertEquals("ok", client.reply(waiting).status());
    }

    @Test
    void an_interrupt_ends_a_handler_that_does_not_end() {
        String id = run("""
                var endless = Comms.open("there", Map.of());
                endless.onMessage(message -> {
                    System.out.println("spinning");
                    while (true) {}
                });
                """);
        String comm = published(id, "comm_open").text("comm_id");
        String told = client.send("comm_msg", Map.of("comm_id", comm, "data", Map.of()));
        client.until("the handler to start", () -> client.stream(id, "stdout").equals("spinning\n"));
        assertFalse(client.idle(told));
        assertEquals("2", result(run("1 + 1")));
        client.reply(client.control("interrupt_request", Map.of()));
        client.until("idle", () -> client.idle(told));
        assertEquals("Interrupted", published(id, "error").text("ename"));
        tell(comm + " unknown", Map.of(), List.of());
    }

    private static String result(String id) {
        return published(id, "execute_result").content()
                .get("data")
                .getAsJsonObject()
                .get("text/plain")
                .getAsString();
    }
}
