package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedMessagesTest extends WireTest {
    private void assertAlive() {
        String id = client.startExecute("print alive");
        assertEquals("ok", client.reply(id).status());
        assertEquals("alive\n", client.stream(id, "stdout"));
        assertEquals("ok", client.reply(client.control("interrupt_request", Map.of())).status());
        var content = WireClient.cell("input ?");
        content.put("allow_stdin", true);
        String input = client.send("execute_request", content);
        client.until("a question", () -> client.all()
                .stream()
                .anyMatch(
                        m -> m.answers(input) && m.type().equals("input_request")));
        client.send("stdin", "input_reply", Map.of("value", "x"), Map.of(), List.of());
        assertEquals("ok", client.reply(input).status());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shell", "control", "stdin"})
    void a_message_with_a_wrong_signature_is_not_obeyed(String channel) {
        List<byte[]> frames = client.signed(client.header("evil", "execute_request").toString(), "{}", "{}",
                "{\"code\":\"print evil\"}");
        for (String signature : List.of("", "0".repeat(64), "z", new String(frames.get(1), StandardCharsets.UTF_8)
                .toUpperCase(java.util.Locale.ROOT) + "00")) {
            frames.set(1, utf8(signature));
            client.raw(channel, frames);
        }
        assertAlive();
        assertTrue(client.iopub("evil").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"shell", "control", "stdin"})
    void unusable_messages_do_not_disturb(String channel) {
        String header = client.header("m", "kernel_info_request").toString();
        client.raw(channel, List.of(utf8("")));
        client.raw(channel, List.of(utf8("nonsense"), new byte[] {0, -1}));
        client.raw(channel, List.of(utf8("<IDS|MSG>")));
        client.raw(channel, client.signed(header).subList(0, 2));
        client.raw(channel, client.signed(header, "{}", "{}"));
        client.raw(channel, client.signed("", "", "", ""));
        client.raw(channel, client.signed("{", "{}", "{}", "{}"));
        client.raw(channel, client.signed("[]", "{}", "{}", "{}"));
        client.raw(channel, client.signed("{}", "{}", "{}", "{}"));
        client.raw(channel, client.signed("{\"msg_id\":\"a\"}", "{}", "{}", "{}"));
        client.raw(channel, client.signed("{\"msg_id\":1,\"msg_type\":[]}", "{}", "{}", "{}"));
        client.raw(channel, client.signed(header, "null", "{}", "{}"));
        client.raw(channel, client.signed(header, "{}", "7", "{}"));
        client.raw(channel, client.signed(header, "{}", "{}", "{\"a\":}"));
        client.raw(channel, client.signed(header, "{}", "{}", "[".repeat(100_000)));
        client.raw(channel, client.signed(header, "{}", "{}", "{\"a\":".repeat(100_000)));
        List<byte[]> frames = client.signed(header, "{}", "{}", "{}");
        frames.set(5, new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'});
        frames.set(1, client.sign(frames.subList(2, 6)));
        client.raw(channel, frames);
        assertAlive();
    }

    @Test
    void a_request_with_unusable_content_is_answered_with_the_reason() {
        client.raw("shell", client.signed(client.header("odd", "execute_request").toString(), "{}", "{}", "{\"code\""));
        assertEquals("The content of the execute_request is unusable: malformed JSON.",
                client.reply("odd").text("evalue"));
    }

    @Test
    void an_unknown_request_is_answered_and_an_unknown_message_is_only_idle() {
        assertEquals("This kernel does not know messages of the type wish_request.",
                client.request("wish_request", Map.of()).text("evalue"));
        assertEquals("error", client.reply(client.control("debug_request", Map.of())).status());
        String id = client.send("rumour", Map.of());
        client.until("idle", () -> client.idle(id));
        assertEquals(List.of("status", "status"), client.types(id));
    }

    @Test
    void a_message_of_a_hundred_megabytes_is_refused_with_a_sentence() {
        String id = client.startExecute("print " + "x".repeat(100 << 20));
        var reply = client.reply(id);
        assertEquals("error", reply.status());
        assertTrue(reply.text("evalue").startsWith("The execute_request is 100 MB long; at most 64 MB are taken."),
                reply.text("evalue"));
        client.until("idle", () -> client.idle(id));
        assertEquals(List.of("status", "error", "status"), client.types(id), "it is seen below the cell");
        assertEquals(reply.text("evalue"), client.iopub(id).get(1).text("evalue"));
        assertAlive();
    }

    @Test
    void requests_of_every_type_with_missing_fields_are_answered() {
        for (String type : List.of("execute", "complete", "inspect", "is_complete", "history")) {
            assertEquals("error", client.request(type + "_request", Map.of()).status(), type);
        }
        for (String type : List.of("comm_open", "comm_msg", "comm_close")) {
            String id = client.send(type, Map.of());
            client.until("idle", () -> client.idle(id));
        }
        assertEquals("error", client.reply(client.control("delete_subshell_request", Map.of())).status());
        assertAlive();
    }

    @Test
    void random_damage_on_every_channel_leaves_the_kernel_alive() {
        var random = new Random(20261125);
        String[] types = {"execute_request", "complete_request", "comm_open", "comm_msg", "history_request",
                "inspect_request", "input_reply", "create_subshell_request", "interrupt_request"};
        for (int i = 0; i < 3_000; i++) {
            String channel = List.of("shell", "control", "stdin", "iopub", "hb").get(random.nextInt(5));
            List<byte[]> frames = client.signed(
                    client.header("fuzz" + i, types[random.nextInt(types.length)]).toString(), "{}", "{}",
                    "{\"code\":\"print fuzz\",\"comm_id\":\"c\",\"data\":{},\"cursor_pos\":3}");
            var damaged = new ArrayList<>(frames);
            for (int k = random.nextInt(3); k >= 0; k--) {
                damage(damaged, random);
            }
            if (random.nextBoolean() && damaged.size() == 6) { // some damage must get past the signature
                damaged.set(1, client.sign(damaged.subList(2, 6)));
            }
            switch (channel) {
                case "iopub" -> client.socket("iopub").subscribe(damaged.getLast());
                default -> client.raw(channel, damaged);
            }
        }
        assertAlive();
    }

    private static void damage(List<byte[]> frames, Random random) {
        int at = random.nextInt(frames.size());
        byte[] frame = frames.get(at);
        switch (random.nextInt(6)) {
            case 0 -> frames.set(at, java.util.Arrays.copyOf(frame, random.nextInt(frame.length + 1)));
            case 1 -> {
                if (frame.length > 0) {
                    byte[] changed = frame.clone();
                    changed[random.nextInt(frame.length)] = (byte) random.nextInt(256);
                    frames.set(at, changed);
                }
            }
            case 2 -> frames.add(at, frame);
            case 3 -> {
                if (frames.size() > 1) {
                    frames.remove(at);
                }
            }
            case 4 -> {
                byte[] noise = new byte[random.nextInt(200)];
                random.nextBytes(noise);
                frames.set(at, noise);
            }
            default -> java.util.Collections.swap(frames, at, random.nextInt(frames.size()));
        }
    }
}
