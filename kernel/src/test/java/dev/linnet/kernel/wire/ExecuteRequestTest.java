package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class ExecuteRequestTest extends WireTest {
    @Test
    void a_cell_is_busy_echoed_run_and_idle_in_this_order() {
        String id = client.startExecute("print a\nerr b\nresult c");
        var reply = client.reply(id);

        assertEquals(List.of("status", "execute_input", "stream", "stream", "execute_result", "status"),
                client.types(id));
        assertEquals("busy", client.iopub(id).getFirst().text("execution_state"));
        assertEquals("idle", client.iopub(id).getLast().text("execution_state"));
        assertEquals("print a\nerr b\nresult c", client.iopub(id).get(1).text("code"));
        assertEquals(1, client.iopub(id).get(1).content().get("execution_count").getAsInt());
        assertEquals("a\n", client.stream(id, "stdout"));
        assertEquals("b\n", client.stream(id, "stderr"));
        assertEquals("{\"text/plain\":\"c\",\"text/html\":\"<b>c</b>\"}",
                client.iopub(id).get(4).content().get("data").toString());
        assertEquals("shell", reply.channel());
        assertEquals("ok", reply.status());
        assertEquals(1, reply.content().get("execution_count").getAsInt());
        assertEquals("{}", reply.content().get("user_expressions").toString());
        assertEquals("[]", reply.content().get("payload").toString());
    }

    @Test
    void displays_carry_their_id_in_transient() {
        String id = client.startExecute("display one\nupdate two\nshow three\nclear wait\nclear");
        client.reply(id);

        List<WireClient.Received> outputs = client.iopub(id).subList(2, 7);
        assertEquals(List.of("display_data", "update_display_data", "display_data", "clear_output", "clear_output"),
                outputs.stream().map(WireClient.Received::type).toList());
        assertEquals("{\"display_id\":\"id-1\"}", outputs.get(0).content().get("transient").toString());
        assertEquals("{\"display_id\":\"id-1\"}", outputs.get(1).content().get("transient").toString());
        assertEquals("{}", outputs.get(2).content().get("transient").toString());
        assertEquals("{\"text/plain\":\"two\"}", outputs.get(1).content().get("data").toString());
        assertTrue(outputs.get(3).content().get("wait").getAsBoolean());
        assertFalse(outputs.get(4).content().get("wait").getAsBoolean());
    }

    @Test
    void a_failing_cell_is_told_on_both_channels() {
        String id = client.startExecute("fail so it is");
        var reply = client.reply(id);

        assertEquals(List.of("status", "execute_input", "error", "status"), client.types(id));
        var error = client.iopub(id).get(2).content();
        assertEquals("IllegalStateException", error.get("ename").getAsString());
        assertEquals("so it is", error.get("evalue").getAsString());
        assertEquals("error", reply.status());
        assertEquals("IllegalStateException", reply.text("ename"));
        assertEquals("[\"IllegalStateException: so it is\"]", reply.content().get("traceback").toString());
    }

    @Test
    void an_error_of_the_session_itself_still_ends_in_a_reply_and_idle() {
        String id = client.startExecute("crash inside");
        var reply = client.reply(id);

        assertEquals("error", reply.status());
        assertEquals("AssertionError", reply.text("ename"));
        assertEquals(List.of("status", "execute_input", "error", "status"), client.types(id));
        assertEquals("ok", client.execute("print alive").status());
    }

    @Test
    void the_cells_behind_a_failed_one_are_aborted_and_later_ones_run() {
        String first = client.startExecute("await\nfail now");
        client.until("the cell to start", () -> client.stream(first, "stdout").equals("waiting\n"));
        String second = client.startExecute("print never");
        String third = client.startExecute("print never");
        client.control("kernel_info_request", Map.of());
        client.reply(client.send("kernel_info_request", Map.of())); // so the two cells have arrived as well
        var inSubshell = client.control("create_subshell_request", Map.of());
        String subshell = client.reply(inSubshell).text("subshell_id");
        client.send("shell", "execute_request", WireClient.cell("release"), Map.of("subshell_id", subshell), List.of());

        assertEquals("error", client.reply(first).status());
        assertEquals("aborted", client.reply(second).status());
        assertEquals("aborted", client.reply(third).status());
        assertEquals(List.of("status", "status"), client.types(second));
        assertEquals("ok", client.execute("print again").status());
    }

    @Test
    void a_cell_sent_as_soon_as_the_failed_one_is_seen_to_have_ended_runs() {
        for (int i = 0; i < 200; i++) {
            String failed = client.startExecute("fail now");
            client.until("the failed cell's idle", () -> client.idle(failed));
            assertEquals("ok", client.execute("print again").status(), "round " + i);
        }
    }

    @Test
    void without_stop_on_error_the_cells_behind_a_failed_one_run() {
        var content = WireClient.cell("fail now");
        content.put("stop_on_error", false);
        String first = client.send("execute_request", content);
        String second = client.startExecute("print still");

        assertEquals("error", client.reply(first).status());
        assertEquals("ok", client.reply(second).status());
        assertEquals("still\n", client.stream(second, "stdout"));
    }

    @Test
    void a_silent_cell_shows_neither_its_input_nor_its_result_and_is_not_counted() {
        var content = WireClient.cell("print heard\nresult unseen");
        content.put("silent", true);
        String id = client.send("execute_request", content);

        assertEquals(0, client.reply(id).content().get("execution_count").getAsInt());
        assertEquals(List.of("status", "stream", "status"), client.types(id));
        assertEquals(1, client.execute("print").content().get("execution_count").getAsInt());
    }

    @Test
    void a_cell_that_is_not_stored_is_not_counted() {
        var content = WireClient.cell("result seen");
        content.put("store_history", false);
        String id = client.send("execute_request", content);
        client.reply(id);

        assertTrue(client.types(id).contains("execute_result"));
        assertEquals(1, client.execute("print").content().get("execution_count").getAsInt());
        assertEquals(1, client.request("history_request", Map.of("hist_access_type", "tail", "n", 9))
                .content()
                .get("history")
                .getAsJsonArray()
                .size());
    }

    @Test
    void user_expressions_come_with_the_reply_each_with_its_own_status() {
        var content = WireClient.cell("print");
        content.put("user_expressions", Map.of("good", "1 + 1", "wrong", "bad"));
        var values = client.request("execute_request", content).content().get("user_expressions").getAsJsonObject();

        assertEquals("{\"status\":\"ok\",\"data\":{\"text/plain\":\"1 + 1\"},\"metadata\":{}}",
                values.get("good").toString());
        assertEquals("error", values.get("wrong").getAsJsonObject().get("status").getAsString());
        assertEquals("no such name", values.get("wrong").getAsJsonObject().get("evalue").getAsString());
    }

    @Test
    void output_after_the_cell_has_ended_belongs_to_that_cell() {
        String first = client.startExecute("later from a thread");
        client.reply(first);
        client.execute("release");
        client.until("the late output", () -> client.stream(first, "stdout").equals("from a thread\n"));
    }

    @Test
    void twenty_thousand_messages_arrive_complete_and_in_order_and_idle_comes_last() {
        int lines = 20_000;
        String id = client.startExecute("lines " + lines);
        client.reply(id);

        var expected = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            expected.append("line ").append(i).append('\n');
        }
        assertEquals(expected.toString(), client.stream(id, "stdout"));
        assertEquals("status", client.types(id).getLast());
    }

    @Test
    void any_text_of_unicode_arrives_as_it_was_sent() {
        String text = "\uD83D\uDC26 \u00FC \u4E2D\u6587 \u2028 \u0001 \" \\ </script>";
        String id = client.startExecute("print " + text.replace("\u2028", "-"));
        client.reply(id);
        assertEquals(text.replace("\u2028", "-") + "\n", client.stream(id, "stdout"));
    }

    @Test
    void a_megabyte_of_code_is_no_problem() {
        String id = client.startExecute("print " + "x".repeat(1 << 20));
        client.reply(id);
        assertEquals((1 << 20) + 1, client.stream(id, "stdout").length());
    }

    @Test
    void the_kernel_answers_with_its_own_session_and_a_date_with_microseconds() {
        var reply = client.execute("print");
        String date = reply.header().get("date").getAsString();

        assertFalse(reply.header().get("session").getAsString().equals(client.session));
        assertTrue(date.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z"), date);
        assertEquals("5.5", reply.header().get("version").getAsString());
        assertEquals(client.session, reply.parent().get("session").getAsString());
    }

    @Test
    void a_mistyped_field_is_named_in_the_reply() {
        var reply = client.request("execute_request", Map.of("code", 5));
        assertEquals("error", reply.status());
        assertEquals("The execute_request needs \"code\" as a string; it is a number.", reply.text("evalue"));
    }
}
