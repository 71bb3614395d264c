package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayedMessagesTest extends WireTest {
    private static List<byte[]> cell(WireClient client, String id, String text) {
        return client.signed(client.header(id, "execute_request").toString(), "{}", "{}",
                "{\"code\":\"print " + text + "\"}");
    }

    /** Waits until everything sent so far on the channel has been dealt with. */
    private static void settle(WireClient client, String channel) {
        for (String each : List.of(channel, "shell")) { // what control starts runs on the queue of shell's cells
            client.reply(client.send(each, "execute_request", WireClient.cell("print settled"), Map.of(), List.of()));
        }
    }

    private static long replies(WireClient client, String id) {
        return client.all().stream().filter(m -> m.answers(id) && m.type().endsWith("_reply")).count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shell", "control"})
    void a_message_that_is_sent_again_is_not_obeyed_again(String channel) {
        List<byte[]> frames = cell(client, "once", "once");
        client.raw(channel, frames);
        client.reply("once");
        client.raw(channel, frames);
        client.raw(channel.equals("shell") ? "control" : "shell", frames);
        var withBuffer = new ArrayList<>(frames);
        withBuffer.add(new byte[] {1});
        client.raw(channel, withBuffer);
        settle(client, "control");
        settle(client, "shell");

        assertEquals("once\n", client.stream("once", "stdout"));
        assertEquals(1, replies(client, "once"));
    }

    @Test
    void another_client_cannot_send_what_it_has_overheard() {
        List<byte[]> frames = cell(client, "overheard", "overheard");
        client.raw("shell", frames);
        client.reply("overheard");
        try (var other = new WireClient(server.connection())) {
            other.raw("shell", frames);
            settle(other, "shell");
            assertEquals(0, other.iopub("overheard").size());
            assertEquals("ok", other.execute("print mine").status());
        }
    }

    @Test
    void an_answer_to_one_question_is_not_taken_for_that_to_the_next() {
        String first = ask();
        List<byte[]> answer = client.signed(client.header("answer", "input_reply").toString(), "{}", "{}",
                "{\"value\":\"first\"}");
        client.raw("stdin", answer);
        client.reply(first);
        String second = ask();
        client.raw("stdin", answer);
        client.send("stdin", "input_reply", Map.of("value", "second"), Map.of(), List.of());
        client.reply(second);
        assertEquals("<second>", client.stream(second, "stdout"));
    }

    private String ask() {
        var content = WireClient.cell("input ?");
        content.put("allow_stdin", true);
        String id = client.send("execute_request", content);
        client.until("a question", () -> client.all()
                .stream()
                .anyMatch(m -> m.answers(id) && m.type().equals("input_request")));
        return id;
    }

    @Test
    void messages_that_differ_in_their_id_alone_are_all_obeyed() {
        var header = client.header("0", "execute_request");
        for (int i = 0; i < 1000; i++) {
            header.addProperty("msg_id", "same" + i);
            client.raw(i % 2 == 0 ? "shell" : "control",
                    client.signed(header.toString(), "{}", "{}", "{\"code\":\"print same\"}"));
        }
        for (int i = 0; i < 1000; i++) {
            assertEquals("ok", client.reply("same" + i).status());
        }
    }

    @Test
    void without_a_key_nothing_is_a_replay() throws Exception {
        try (var unsigned = Server.start(ConnectionFile.loopback(""), cells, directory.resolve("unsigned.jsonl"));
                var anyone = new WireClient(unsigned.connection())) {
            List<byte[]> frames = cell(anyone, "again", "again");
            anyone.raw("shell", frames);
            anyone.raw("shell", frames);
            settle(anyone, "shell");
            assertEquals("again\nagain\n", anyone.stream("again", "stdout"));
        }
    }

    @Test
    void a_replay_is_one_line_in_the_log(@TempDir Path own) throws Exception {
        try (var kernel = LaunchedKernel.start(SmallKernel.class, own);
                var front = new WireClient(kernel.connection())) {
            List<byte[]> frames = cell(front, "once", "confidential");
            front.raw("shell", frames);
            front.raw("shell", frames);
            settle(front, "shell");
            assertEquals("linnet: dropped a message on the shell channel: it was received before, so it is a replay\n",
                    kernel.errors());
        }
    }

    @Test
    void the_last_65536_signatures_are_remembered_and_the_same_frame_is_no_replay_of_itself() {
        var signatures = new ReceivedSignatures();
        byte[] first = signature(0);
        assertEquals(true, signatures.isNew(first));
        assertEquals(true, signatures.isNew(first), "the dispatcher looks again where memory was short");
        assertEquals(false, signatures.isNew(first.clone()));
        for (int i = 1; i < ReceivedSignatures.MOST; i++) {
            assertEquals(true, signatures.isNew(signature(i)));
        }
        assertEquals(false, signatures.isNew(signature(0)));
        assertEquals(true, signatures.isNew(signature(ReceivedSignatures.MOST)));
        assertEquals(true, signatures.isNew(signature(0)), "the eldest is forgotten");
        assertEquals(false, signatures.isNew(signature(2)));
    }

    private static byte[] signature(int number) {
        return new Signer("hmac-sha256", "key").sign(List.of(new byte[] {(byte) number, (byte) (number >> 8),
                (byte) (number >> 16)}));
    }
}
