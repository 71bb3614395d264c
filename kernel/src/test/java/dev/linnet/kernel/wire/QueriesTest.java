package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class QueriesTest extends WireTest {
    @Test
    void kernel_info_says_what_the_protocol_asks_for() {
        var info = client.request("kernel_info_request", Map.of()).content();

        assertEquals("ok", info.get("status").getAsString());
        assertEquals("5.5", info.get("protocol_version").getAsString());
        assertEquals("linnet", info.get("implementation").getAsString());
        assertFalse(info.get("implementation_version").getAsString().isBlank());
        assertFalse(info.get("banner").getAsString().isBlank());
        assertFalse(info.get("debugger").getAsBoolean());
        assertEquals("[\"kernel subshells\"]", info.get("supported_features").toString());
        assertTrue(info.get("help_links").getAsJsonArray().get(0).getAsJsonObject().has("url"));
        var language = info.get("language_info").getAsJsonObject();
        assertEquals("java", language.get("name").getAsString());
        assertEquals("text/x-java", language.get("mimetype").getAsString());
        assertEquals(".java", language.get("file_extension").getAsString());
        assertEquals("text/x-java", language.get("codemirror_mode").getAsString());
        assertEquals("java", language.get("pygments_lexer").getAsString());
        assertEquals(System.getProperty("java.version"), language.get("version").getAsString());
    }

    @Test
    void every_request_is_busy_and_idle_on_its_own_account() {
        for (String type : List.of("kernel_info_request", "comm_info_request")) {
            String id = client.send(type, Map.of());
            client.reply(id);
            assertEquals(List.of("status", "status"), client.types(id));
        }
        String control = client.control("list_subshell_request", Map.of());
        assertEquals("control", client.reply(control).channel());
        assertEquals(List.of("status", "status"), client.types(control));
    }

    @Test
    void completion_offsets_count_code_points() {
        String bird = "\uD83D\uDC26";
        var reply = client.request("complete_request", Map.of("code", bird + " " + bird + "ab", "cursor_pos", 5))
                .content();

        assertEquals("ok", reply.get("status").getAsString());
        assertEquals("[\"" + bird + "ab!\"]", reply.get("matches").toString());
        assertEquals(2, reply.get("cursor_start").getAsInt());
        assertEquals(5, reply.get("cursor_end").getAsInt());
        var type = reply.get("metadata")
                .getAsJsonObject()
                .get("_jupyter_types_experimental")
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject();
        assertEquals(2, type.get("start").getAsInt());
        assertEquals(5, type.get("end").getAsInt());
        assertEquals("method", type.get("type").getAsString());
        assertEquals("(int)", type.get("signature").getAsString());
    }

    @Test
    void a_cursor_outside_the_text_is_taken_as_its_end() {
        for (Object cursor : List.of(-3, 2, 2_000_000_000)) {
            assertEquals("ok",
                    client.request("complete_request", Map.of("code", "ab", "cursor_pos", cursor)).status());
        }
    }

    @Test
    void inspection_finds_or_says_that_it_does_not() {
        var found = client
                .request("inspect_request", Map.of("code", "\uD83D\uDC26ab", "cursor_pos", 2, "detail_level", 1))
                .content();
        assertTrue(found.get("found").getAsBoolean());
        assertEquals("{\"text/plain\":\"\uD83D\uDC26a1\"}", found.get("data").toString());

        var missing = client.request("inspect_request", Map.of("code", "", "cursor_pos", 0)).content();
        assertEquals("ok", missing.get("status").getAsString());
        assertFalse(missing.get("found").getAsBoolean());
        assertEquals("{}", missing.get("data").toString());
    }

    @Test
    void all_four_kinds_of_completeness_are_told() {
        for (String status : List.of("complete", "incomplete", "invalid", "unknown")) {
            var reply = client.request("is_complete_request", Map.of("code", status));
            assertEquals(status, reply.status());
            assertEquals(status.equals("incomplete"), reply.content().has("indent"));
        }
    }

    @Test
    void an_error_in_a_question_is_answered_as_an_error() {
        var reply = client.request("is_complete_request", Map.of("code", "crash"));
        assertEquals("error", reply.status());
        assertEquals("StackOverflowError", reply.text("ename"));
        assertEquals("complete", client.request("is_complete_request", Map.of("code", "complete")).status());
    }

    @Test
    void questions_are_answered_while_a_cell_runs() {
        String cell = client.startExecute("block");
        client.until("the cell to start", () -> client.stream(cell, "stdout").equals("blocked\n"));

        client.request("kernel_info_request", Map.of());
        client.request("complete_request", Map.of("code", "ab", "cursor_pos", 2));
        client.request("inspect_request", Map.of("code", "ab", "cursor_pos", 2));
        client.request("is_complete_request", Map.of("code", "complete"));
        client.request("history_request", Map.of("hist_access_type", "tail", "n", 1));
        client.request("comm_info_request", Map.of());
        assertFalse(client.idle(cell));
    }

    @Test
    void history_can_be_asked_by_range_tail_and_search() {
        for (String code : List.of("print one", "result two", "print one", "print three")) {
            client.execute(code);
        }
        assertEquals("[[1,1,\"print one\"],[1,2,\"result two\"]]",
                history(Map.of("hist_access_type", "range", "session", 0, "start", 1, "stop", 3, "raw", true)));
        assertEquals("[[1,4,\"print three\"]]", history(Map.of("hist_access_type", "tail", "n", 1, "raw", false)));
        assertEquals("[[1,1,\"print one\"],[1,3,\"print one\"],[1,4,\"print three\"]]",
                history(Map.of("hist_access_type", "search", "pattern", "print*")));
        assertEquals("[[1,3,\"print one\"],[1,4,\"print three\"]]",
                history(Map.of("hist_access_type", "search", "pattern", "print*", "unique", true)));
        assertEquals("[[1,4,\"print three\"]]",
                history(Map.of("hist_access_type", "search", "pattern", "print*", "n", 1)));
        assertEquals("[[1,2,[\"result two\",\"two\"]]]",
                history(Map.of("hist_access_type", "search", "pattern", "*t?o", "output", true)));
    }

    @Test
    void an_unknown_kind_of_history_is_refused_with_those_that_exist() {
        var reply = client.request("history_request", Map.of("hist_access_type", "all"));
        assertEquals("error", reply.status());
        assertEquals("The history_request asks for \"all\"; it can be range, tail or search.", reply.text("evalue"));
    }

    private String history(Map<String, ?> content) {
        return client.request("history_request", content).content().get("history").toString();
    }
}
