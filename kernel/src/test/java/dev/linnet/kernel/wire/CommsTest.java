package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import dev.linnet.display.comm.CommMessage;

class CommsTest extends WireTest {
    private String openFromClient(String target) {
        String id = client.send("comm_open",
                Map.of("comm_id", "c1", "target_name", target, "data", Map.of("hello", 1)));
        client.until("idle", () -> client.idle(id));
        return id;
    }

    @Test
    void a_comm_to_an_unknown_target_is_closed_at_once() {
        String id = openFromClient("nowhere");
        assertEquals(List.of("status", "comm_close", "status"), client.types(id));
        assertEquals("c1", client.iopub(id).get(1).text("comm_id"));
    }

    @Test
    void a_registered_target_hears_the_front_end_and_answers_it() {
        server.comms().register("echo", (comm, opening) -> {
            comm.onMessage(comm::send);
            comm.send(opening);
        });
        String opening = openFromClient("echo");
        assertEquals("{\"comm_id\":\"c1\",\"data\":{\"hello\":1}}", client.iopub(opening).get(1).content().toString());

        byte[] binary = {0, 1, -1};
        String id = client.send("shell", "comm_msg", Map.of("comm_id", "c1", "data", Map.of("x", 1.5)), Map.of(),
                List.of(binary, new byte[0]));
        client.until("idle", () -> client.idle(id));
        var answer = client.iopub(id).get(1);
        assertEquals("comm_msg", answer.type());
        assertEquals("{\"x\":1.5}", answer.content().get("data").toString());
        assertEquals(2, answer.buffers().size());
        assertArrayEquals(binary, answer.buffers().get(0));
        assertEquals(0, answer.buffers().get(1).length);
    }

    @Test
    void open_comms_are_listed_by_target_until_they_are_closed() {
        var closed = new CompletableFuture<Object>();
        server.comms().register("widget", (comm, _) -> comm.onClose(received -> closed.complete(received.data())));
        openFromClient("widget");
        assertEquals("{\"c1\":{\"target_name\":\"widget\"}}", comms(Map.of()));
        assertEquals("{\"c1\":{\"target_name\":\"widget\"}}", comms(Map.of("target_name", "widget")));
        assertEquals("{}", comms(Map.of("target_name", "other")));

        client.send("comm_close", Map.of("comm_id", "c1", "data", Map.of("bye", true)));
        assertEquals("{}", comms(Map.of()));
        assertEquals(Map.of("bye", true), closed.join());
    }

    private String comms(Map<String, ?> content) {
        return client.request("comm_info_request", content).content().get("comms").toString();
    }

    @Test
    void the_kernel_can_open_and_close_a_comm() {
        var message = CommMessage.of(Map.of("state", Map.of())).withMetadata(Map.of("version", "2.1.0"));
        var comm = server.comms().open("jupyter.widget", message);
        var opened = client.await("iopub", "comm_open");
        assertEquals(comm.id(), opened.text("comm_id"));
        assertEquals("{\"version\":\"2.1.0\"}", opened.metadata().toString());
        comm.close();
        comm.close();
        assertEquals(comm.id(), client.await("iopub", "comm_close").text("comm_id"));
        assertEquals("{}", comms(Map.of()));
        assertEquals(1, client.all().stream().filter(m -> m.type().equals("comm_close")).count());
    }

    @Test
    void comms_are_answered_while_a_cell_runs() {
        server.comms().register("echo", (comm, _) -> comm.send(Map.of("pong", true)));
        String cell = client.startExecute("block");
        client.until("the cell to start", () -> client.stream(cell, "stdout").equals("blocked\n"));
        assertTrue(client.types(openFromClient("echo")).contains("comm_msg"));
    }

    @Test
    void a_target_that_throws_costs_its_comm_only() {
        server.comms().register("bad", (_, _) -> {
            throw new AssertionError("no");
        });
        String id = openFromClient("bad");
        assertEquals(List.of("status", "comm_close", "status"), client.types(id));
        assertEquals("{}", comms(Map.of()));
    }
}
