package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Java cells over the wire; the subclasses say where the kernel runs. One kernel serves all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JavaCellsTest {
    private WireClient client;

    /** Starts the kernel. */
    abstract ConnectionFile start() throws Exception;

    abstract void stop() throws Exception;

    WireClient client() {
        return client;
    }

    @BeforeAll
    void connect() throws Exception {
        client = new WireClient(start());
    }

    @AfterAll
    void disconnect() throws Exception {
        client.close();
        stop();
    }

    @BeforeEach
    void forget() {
        client.forgetReceived();
    }

    private String result(String id) {
        for (var message : client.iopub(id)) {
            if (message.type().equals("execute_result")) {
                return message.content().get("data").getAsJsonObject().get("text/plain").getAsString();
            }
        }
        return null;
    }

    private String run(String code) {
        String id = client.startExecute(code);
        assertEquals("ok", client.reply(id).status(), () -> client.iopub(id).toString());
        return id;
    }

    private String started(String code) {
        String id = client.startExecute("System.out.println(\"started\");\n" + code);
        client.until("the cell to start", () -> client.stream(id, "stdout").startsWith("started"));
        return id;
    }

    @Test
    void an_expression_is_the_result_and_its_value_stays() {
        run("int kept = 6;");
        String id = run("kept * 7");
        assertEquals("42", result(id));
        assertEquals(List.of("status", "execute_input", "execute_result", "status"), client.types(id));
        int shown = client.iopub(id).get(1).content().get("execution_count").getAsInt();
        assertEquals(shown, client.iopub(id).get(2).content().get("execution_count").getAsInt());
        assertEquals(shown, client.find(id).content().get("execution_count").getAsInt());
    }

    @Test
    void stdout_and_stderr_come_as_they_were_written() {
        String id = run("System.out.print(\"a\"); System.err.print(\"b\"); System.out.print(\"c\");");
        var pieces = new ArrayList<String>();
        for (var message : client.iopub(id)) {
            if (message.type().equals("stream")) {
                pieces.add(message.text("name") + " " + message.text("text"));
            }
        }
        assertEquals(List.of("stdout a", "stderr b", "stdout c"), pieces);
    }

    @Test
    void a_hundred_thousand_lines_arrive_in_few_messages() {
        String id = run("for (int i = 0; i < 100_000; i++) System.out.println(\"line \" + i);");
        var expected = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            expected.append("line ").append(i).append('\n');
        }
        assertEquals(expected.toString(), client.stream(id, "stdout"));
        assertEquals("status", client.types(id).getLast());
        assertTrue(client.types(id).size() < 1000, "messages: " + client.types(id).size());
    }

    @Test
    void an_exception_is_named_as_in_java() {
        String id = client.startExecute("throw new IllegalStateException(\"so it is\");");
        var reply = client.reply(id);
        assertEquals("error", reply.status());
        assertTrue(reply.text("ename").endsWith("IllegalStateException"), reply.text("ename"));
        assertEquals("so it is", reply.text("evalue"));
        assertTrue(client.types(id).contains("error"));
    }

    @Test
    void an_error_in_toString_costs_one_cell() {
        String id = client.startExecute(
                "class Bad { public String toString() { throw new AssertionError(\"no text\"); } }\nnew Bad()");
        client.reply(id);
        assertEquals("2", result(run("1 + 1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"while (true) {}", "Thread.sleep(600_000);",
            "new java.util.concurrent.CountDownLatch(1).await();",
            "Runnable forever = () -> { while (true) {} }; forever.run();"})
    void an_interrupt_ends_a_cell_and_keeps_the_values(String code) {
        run("var before = \"kept\";");
        String id = started(code);
        client.reply(client.control("interrupt_request", Map.of()));
        assertEquals("error", client.reply(id).status());
        assertEquals("kept", result(run("before")));
    }

    @Test
    void a_cell_reads_its_input_and_can_be_interrupted_while_it_waits() {
        var content = WireClient.cell("new java.util.Scanner(System.in).nextLine()");
        content.put("allow_stdin", true);
        String id = client.send("execute_request", content);
        client.await("stdin", "input_request");
        client.send("stdin", "input_reply", Map.of("value", "J\u00F6rg"), Map.of(), List.of());
        client.reply(id);
        assertEquals("J\u00F6rg", result(id));

        String waiting = client.send("execute_request", content);
        client.until("the question", () -> client.all()
                .stream()
                .anyMatch(
                        m -> m.answers(waiting) && m.type().equals("input_request")));
        client.reply(client.control("interrupt_request", Map.of()));
        assertEquals("error", client.reply(waiting).status());
        assertEquals("2", result(run("1 + 1")));
    }

    @Test
    void displays_and_their_updates_share_an_id() {
        String id = run("""
                var handle = dev.linnet.display.Display.show("first");
                handle.update("second");
                """);
        var types = client.types(id);
        assertEquals(List.of("display_data", "update_display_data"), types.subList(2, 4));
        assertEquals(client.iopub(id).get(2).content().get("transient"),
                client.iopub(id).get(3).content().get("transient"));
        assertTrue(client.iopub(id).get(2).content().get("transient").getAsJsonObject().has("display_id"));
    }

    @Test
    void completion_and_inspection_work_while_a_cell_runs_and_count_code_points() {
        String id = started("Thread.sleep(600_000);");
        String code = "var bird = \"\uD83D\uDC26\"; System.out.prin";
        int points = code.codePointCount(0, code.length());
        var reply = client.request("complete_request", Map.of("code", code, "cursor_pos", points)).content();
        assertTrue(reply.get("matches").toString().contains("println"), reply.toString());
        assertEquals(points, reply.get("cursor_end").getAsInt());
        assertEquals(points - 4, reply.get("cursor_start").getAsInt());
        var inspected = client.request("inspect_request", Map.of("code", "Math.abs(-1)", "cursor_pos", 7)).content();
        assertTrue(inspected.get("found").getAsBoolean());
        assertFalse(client.idle(id));
        client.reply(client.control("interrupt_request", Map.of()));
        client.reply(id);
    }

    @Test
    void complete_incomplete_and_invalid_code_are_told_apart() {
        Map.of("int x = 1;", "complete", "for (int i = 0; i < 3; i++) {", "incomplete", "int 5x = ;", "invalid")
                .forEach(
                        (code, status) -> assertEquals(status,
                                client.request("is_complete_request", Map.of("code", code)).status(),
                                code));
    }

    @Test
    void user_expressions_are_evaluated_after_the_cell() {
        var content = WireClient.cell("int counted = 3;");
        content.put("user_expressions", Map.of("value", "counted * 2", "wrong", "nowhere"));
        var values = client.request("execute_request", content).content().get("user_expressions").getAsJsonObject();
        assertEquals("6", values.get("value")
                .getAsJsonObject()
                .get("data")
                .getAsJsonObject()
                .get("text/plain")
                .getAsString());
        assertEquals("error", values.get("wrong").getAsJsonObject().get("status").getAsString());
    }

    @Test
    void a_thread_prints_into_its_own_cell_after_that_has_ended() {
        String first = run("""
                var gate = new java.util.concurrent.CountDownLatch(1);
                Thread.ofPlatform().daemon().start(() -> {
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        return;
                    }
                    System.out.println("late");
                });
                """);
        run("gate.countDown();");
        client.until("the late line", () -> client.stream(first, "stdout").equals("late\n"));
    }

    @Test
    void ending_the_process_from_a_cell_is_refused() {
        assertEquals("error", client.execute("System.exit(0);").status());
        assertEquals("2", result(run("1 + 1")));
    }
}
