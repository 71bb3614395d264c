package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class InputRequestTest extends WireTest {
    private String start(String code) {
        var content = WireClient.cell(code);
        content.put("allow_stdin", true);
        return client.send("execute_request", content);
    }

    private void answer(String value) {
        client.send("stdin", "input_reply", Map.of("value", value), Map.of(), List.of());
    }

    @Test
    void a_cell_reads_what_the_front_end_answers() {
        String id = start("input Name: ");
        var question = client.await("stdin", "input_request");
        assertTrue(question.answers(id));
        assertEquals("Name: ", question.text("prompt"));
        assertFalse(question.content().get("password").getAsBoolean());

        answer("J\u00F6rg \uD83D\uDC26");
        client.reply(id);
        assertEquals("<J\u00F6rg \uD83D\uDC26>", client.stream(id, "stdout"));
    }

    @Test
    void a_password_is_asked_for_as_one() {
        String id = start("password Key");
        assertTrue(client.await("stdin", "input_request").content().get("password").getAsBoolean());
        answer("x");
        assertEquals("ok", client.reply(id).status());
    }

    @Test
    void an_answer_that_nobody_asked_for_is_not_taken_for_the_next_question() {
        answer("stale");
        client.request("kernel_info_request", Map.of());
        String id = start("input ?");
        var question = client.await("stdin", "input_request");
        String parent = question.header().toString().replace(question.header().get("msg_id").getAsString(), "another");
        client.raw("stdin", client.signed(client.header("m1", "input_reply").toString(), parent, "{}",
                "{\"value\":\"of another question\"}"));
        answer("fresh");
        client.reply(id);
        assertEquals("<fresh>", client.stream(id, "stdout"));
    }

    @Test
    void control_d_is_the_end_of_input() {
        String id = start("input ?");
        client.await("stdin", "input_request");
        answer("\u0004");
        client.reply(id);
        assertEquals("<null>", client.stream(id, "stdout"));
    }

    @Test
    void an_interrupt_ends_the_wait_for_input() {
        String id = start("input ?");
        client.await("stdin", "input_request");
        client.reply(client.control("interrupt_request", Map.of()));
        assertEquals("error", client.reply(id).status());

        String next = start("input again?");
        client.until("the next question", () -> client.all()
                .stream()
                .anyMatch(m -> m.answers(next)
                        && m.type().equals("input_request")));
        answer("yes");
        client.reply(next);
        assertEquals("<yes>", client.stream(next, "stdout"));
    }

    @Test
    void a_front_end_that_forbids_input_is_not_asked() {
        String id = client.startExecute("input ?");
        assertEquals("error", client.reply(id).status());
        assertTrue(client.find(id).text("evalue").startsWith("This front end cannot ask for input"));
        assertTrue(client.all().stream().noneMatch(m -> m.type().equals("input_request")));
    }

    @Test
    void a_front_end_without_a_stdin_channel_is_told_so() {
        var shell = client.socket("shell");
        client.request("kernel_info_request", Map.of());
        shell.setIdentity("somebody else".getBytes(StandardCharsets.UTF_8));
        String address = "tcp://127.0.0.1:" + server.connection().shellPort();
        shell.disconnect(address);
        shell.connect(address); // under the new name, which no stdin socket has
        String id = start("input ?");
        var reply = client.reply(id);
        assertEquals("error", reply.status());
        assertTrue(reply.text("evalue").contains("no stdin channel"), reply.text("evalue"));
    }

    @Test
    void an_unusable_answer_fails_the_read_and_not_the_kernel() {
        String id = start("input ?");
        client.await("stdin", "input_request");
        client.send("stdin", "input_reply", Map.of("value", 5), Map.of(), List.of());
        assertEquals("error", client.reply(id).status());
        assertEquals("ok", client.execute("print alive").status());
    }
}
