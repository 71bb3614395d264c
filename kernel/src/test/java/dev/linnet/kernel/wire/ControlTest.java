package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class ControlTest extends WireTest {
    @Test
    void an_interrupt_is_answered_on_control_and_ends_the_cell() {
        String cell = client.startExecute("block");
        client.until("the cell to start", () -> client.stream(cell, "stdout").equals("blocked\n"));
        var reply = client.reply(client.control("interrupt_request", Map.of()));

        assertEquals("control", reply.channel());
        assertEquals("interrupt_reply", reply.type());
        assertEquals("ok", reply.status());
        assertEquals("error", client.reply(cell).status());
        assertEquals("ok", client.execute("print alive").status());
    }

    @Test
    void an_interrupt_while_nothing_runs_changes_nothing() {
        assertEquals("ok", client.reply(client.control("interrupt_request", Map.of())).status());
        assertEquals("ok", client.execute("print alive").status());
    }

    @Test
    void shutdown_is_answered_with_its_restart_flag_and_announced_to_all() {
        String id = client.control("shutdown_request", Map.of("restart", true));
        var reply = client.reply(id);

        assertEquals("control", reply.channel());
        assertEquals("ok", reply.status());
        assertTrue(reply.content().get("restart").getAsBoolean());
        assertTrue(client.types(id).contains("shutdown_reply"));
        assertTrue(server.awaitShutdown());
    }

    @Test
    void the_heartbeat_echoes() {
        for (String beat : List.of("ping", "", "\u00FC")) {
            client.forgetReceived();
            client.raw("hb", List.of(new byte[0], beat.getBytes(StandardCharsets.UTF_8)));
            assertEquals(beat, client.await("hb", "heartbeat").text("echo"));
        }
    }

    @Test
    void a_subshell_runs_cells_while_the_main_shell_is_busy() {
        String busy = client.startExecute("await");
        client.until("the cell to start", () -> client.stream(busy, "stdout").equals("waiting\n"));
        var created = client.reply(client.control("create_subshell_request", Map.of()));
        String subshell = created.text("subshell_id");
        assertEquals("[\"" + subshell + "\"]", list());

        String inside = client.send("shell", "execute_request", WireClient.cell("print inside\nrelease"),
                Map.of("subshell_id", subshell), List.of());
        assertEquals("ok", client.reply(inside).status());
        assertEquals("ok", client.reply(busy).status());
        assertEquals("inside\n", client.stream(inside, "stdout"));

        assertEquals("ok",
                client.reply(client.control("delete_subshell_request", Map.of("subshell_id", subshell))).status());
        assertEquals("[]", list());
    }

    private String list() {
        return client.reply(client.control("list_subshell_request", Map.of())).content().get("subshell_id").toString();
    }

    @Test
    void what_is_not_answered_is_handed_over_and_served_by_the_next_kernel_on_the_same_ports() throws IOException {
        String running = client.startExecute("await");
        client.until("the cell to start", () -> client.stream(running, "stdout").equals("waiting\n"));
        String behind = client.startExecute("print behind");
        client.reply(client.send("shell", "kernel_info_request", Map.of(), Map.of(), List.of())); // so it has arrived
        var left = server.handOver();
        assertEquals(2, left.size());
        try (var next = new SmallLanguage();
                var server2 = Server.start(server.connection(), next, directory.resolve("history2.jsonl"))) {
            server2.resume(left);
            client.until("the cell to start again",
                    () -> client.stream(running, "stdout").equals("waiting\nwaiting\n"));
            assertEquals("ok", client.reply(client.control("interrupt_request", Map.of())).status());
            assertEquals("error", client.reply(running).status());
            assertEquals("aborted", client.reply(behind).status());
        }
    }

    @Test
    void a_kernel_with_a_cell_in_a_subshell_is_not_handed_over() {
        assertTrue(server.canBeHandedOver());
        String subshell = client.reply(client.control("create_subshell_request", Map.of())).text("subshell_id");
        String inside = client.send("shell", "execute_request", WireClient.cell("await"),
                Map.of("subshell_id", subshell), List.of());
        client.until("the cell to start", () -> client.stream(inside, "stdout").equals("waiting\n"));
        assertFalse(server.canBeHandedOver());
        assertEquals("ok", client.reply(client.control("interrupt_request", Map.of())).status());
        assertEquals("error", client.reply(inside).status());
    }

    @Test
    void a_subshell_that_does_not_exist_is_named() {
        String cell = client.send("shell", "execute_request", WireClient.cell("print"),
                Map.of("subshell_id", "gone"), List.of());
        assertTrue(client.reply(cell).text("evalue").contains("There is no subshell gone"));
        var deletion = client.reply(client.control("delete_subshell_request", Map.of("subshell_id", "gone")));
        assertEquals("error", deletion.status());
    }

    @Test
    void a_second_front_end_is_welcomed_and_sees_the_outputs_of_the_first() {
        try (var second = new WireClient(server.connection())) {
            String id = client.startExecute("print for all");
            second.until("the other's output", () -> second.idle(id));
            assertEquals("for all\n", second.stream(id, "stdout"));
            assertFalse(second.all().stream().anyMatch(m -> m.type().equals("execute_reply")));
        }
    }

    @Test
    void closing_delivers_what_was_sent_before() {
        String id = client.startExecute("lines 1000");
        client.until("the first line", () -> client.types(id).contains("stream"));
        client.until("the reply", () -> client.find(id) != null);
        server.close();
        client.until("idle", () -> client.idle(id));
        assertTrue(client.stream(id, "stdout").endsWith("line 999\n"));
    }
}
