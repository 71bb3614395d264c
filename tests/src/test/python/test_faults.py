"""What other Java kernels get wrong on the wire, as a client sees it."""
import datetime
import unittest

import zmq
from jupyter_client.session import Session

from kernel_case import TIMEOUT, KernelCase


class WireTest(KernelCase):
    def test_wrong_signatures_and_malformed_messages_are_survived(self):
        session = self.client.session
        stranger = Session(key=b"another key")
        header = session.msg_header("execute_request")
        for channel in (self.client.shell_channel, self.client.control_channel, self.client.stdin_channel):
            self.raw(channel, stranger.serialize(stranger.msg("execute_request", {"code": "int evil = 1;"})))
            self.raw(channel, [b"<IDS|MSG>", b"", b"{", b"{}", b"{}", b"{}"])
            self.raw(channel, [b"garbage \x00\xff"])
            parts = [session.pack(header), b"{}", b"{}", b'{"code": "\xff\xfe"}']
            self.raw(channel, [b"<IDS|MSG>", session.sign(parts)] + parts)
            parts = [session.pack(header), b"{}", b"{}", b'{"code":']
            self.raw(channel, [b"<IDS|MSG>", session.sign(parts)] + parts)
        self.assertIn("evil", self.error("evil")["traceback"])
        self.assertEqual("ok", self.request("kernel_info_request")["status"])

    def test_a_message_type_that_does_not_exist_is_answered(self):
        reply = self.request("wish_request")
        self.assertEqual("error", reply["status"])
        self.assertIn("wish_request", reply["evalue"])

    def test_dates_have_microseconds_and_a_zone(self):
        dates = []
        for _ in range(5):
            request = self.client.kernel_info()
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            self.assertEqual(request, reply["parent_header"]["msg_id"])
            dates.append(reply["header"]["date"])
        self.assertTrue(any(date.microsecond % 1000 for date in dates), dates)
        self.assertEqual(datetime.timedelta(0), dates[0].utcoffset())

    def test_offsets_count_code_points(self):
        self.value("int answered = 1;")
        bird = 'String b = "\U0001f426\U0001f426"; '
        code = bird + "answ"
        content = self.client.complete(code, reply=True, timeout=TIMEOUT)["content"]
        self.assertEqual((len(bird), len(code)), (content["cursor_start"], content["cursor_end"]))
        self.assertIn("answered", content["matches"])
        code = bird + "Math.abs(1)"
        content = self.client.inspect(code, len(bird) + 7, reply=True, timeout=TIMEOUT)["content"]
        self.assertTrue(content["found"])

    def test_completions_have_types(self):
        self.value("int typedVariable = 1; int typedMethod() { return 1; }\nclass TypedClass {}")
        content = self.client.complete("typed", reply=True, timeout=TIMEOUT)["content"]
        types = {t["text"]: t["type"] for t in content["metadata"]["_jupyter_types_experimental"]}
        self.assertEqual({"typedVariable": "variable", "typedMethod()": "method"},
                         {name: types.get(name) for name in ("typedVariable", "typedMethod()")})
        content = self.client.complete("%lsmag", reply=True, timeout=TIMEOUT)["content"]
        self.assertEqual(["magic"], [t["type"] for t in content["metadata"]["_jupyter_types_experimental"]])

    def test_a_silent_cell_is_not_counted_and_shows_no_result(self):
        before = int(self.run_cell("1")[0]["execution_count"])
        reply, outputs = self.run_cell("2", silent=True)
        self.assertEqual("ok", reply["status"])
        self.assertEqual([], [t for t, _ in outputs if t in ("execute_input", "execute_result")])
        reply, _ = self.run_cell("3", store_history=False)
        self.assertEqual("ok", reply["status"])
        self.assertEqual(before + 1, self.run_cell("4")[0]["execution_count"])

    def test_user_expressions_come_with_the_reply(self):
        reply, _ = self.run_cell("int expressed = 3;", user_expressions={"twice": "expressed * 2", "bad": "nowhere"})
        self.assertEqual("6", reply["user_expressions"]["twice"]["data"]["text/plain"])
        self.assertEqual("error", reply["user_expressions"]["bad"]["status"])

    def test_stop_on_error_aborts_the_cells_behind(self):
        first = self.start("System.in.read(); int x = 1 / 0;", allow_stdin=True)
        second, third = self.client.execute("int ran = 1;"), self.client.execute("int ranToo = 1;")
        self.client.get_stdin_msg(timeout=TIMEOUT)
        self.client.input("go")
        self.assertEqual("error", self.reply(first)["status"])
        self.assertEqual("aborted", self.reply(second)["status"])
        self.assertEqual("aborted", self.reply(third)["status"])
        self.drain()
        self.assertEqual("1", self.value("1"))

    def test_supported_features_are_told(self):
        info = self.request("kernel_info_request")
        self.assertIsInstance(info["supported_features"], list)
        self.assertFalse(info["debugger"])
        self.assertGreaterEqual(tuple(map(int, info["protocol_version"].split("."))), (5, 5))

    def test_a_subscriber_is_welcomed(self):
        connection = self.manager.get_connection_info()
        context = zmq.Context()
        with context.socket(zmq.SUB) as subscriber:
            subscriber.connect(f"tcp://{connection['ip']}:{connection['iopub_port']}")
            subscriber.subscribe(b"")
            self.assertTrue(subscriber.poll(TIMEOUT * 1000))
            session = Session(key=connection["key"])
            _, parts = session.feed_identities(subscriber.recv_multipart())
            self.assertEqual("iopub_welcome", session.deserialize(parts)["header"]["msg_type"])
        context.term()

    def test_a_comm_to_an_unknown_target_is_closed(self):
        message = self.client.session.msg(
            "comm_open", {"comm_id": "c-1", "target_name": "no.such.target", "data": {}})
        self.client.shell_channel.send(message)
        closed = self.published(message["header"]["msg_id"], lambda t, c: t == "comm_close")
        self.assertEqual("c-1", closed["comm_id"])

    def test_completion_inspection_and_comms_are_answered_while_a_cell_runs(self):
        self.value("int whileBusy = 1;")
        request = self.start("while (true) {}")
        self.assertIn("whileBusy", self.request("complete_request", code="whileB", cursor_pos=6)["matches"])
        self.assertTrue(self.request("inspect_request", code="Math.abs", cursor_pos=8, detail_level=0)["found"])
        self.assertEqual("complete", self.request("is_complete_request", code="1 + 1")["status"])
        self.assertEqual("ok", self.request("comm_info_request")["status"])
        self.assertEqual("error", self.interrupt(request)["status"])


class OutputTest(KernelCase):
    def test_utf8_split_over_writes_is_whole(self):
        code = """
            for (byte b : "\u00e9\u20ac\U0001f600\\n".getBytes("UTF-8")) { System.out.write(b); System.out.flush(); }
            for (byte b : "\u00fc\\n".getBytes("UTF-8")) { System.err.write(b); System.err.flush(); }"""
        _, outputs = self.run_cell(code)
        self.assertEqual("\u00e9\u20ac\U0001f600\n", self.text(outputs))
        self.assertEqual("\u00fc\n", self.text(outputs, "stderr"))

    def test_a_thread_prints_into_its_own_cell_after_the_end(self):
        self.value("var gate = new CountDownLatch(1);")
        request = self.client.execute("""Thread.ofVirtual().start(() -> {
            try { gate.await(); } catch (InterruptedException e) { return; }
            System.out.println("late"); });""")
        self.reply(request)
        self.client.execute("gate.countDown();")
        self.published(request, lambda t, c: t == "stream" and c["text"] == "late\n")
        self.drain()

    def test_lines_of_four_threads_are_not_torn(self):
        _, outputs = self.run_cell("""
            var writers = IntStream.range(0, 4).mapToObj(t -> Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 1000; i++) System.out.println("thread " + t + " line " + i); })).toList();
            for (var writer : writers) writer.join();""")
        lines = self.text(outputs).splitlines()
        self.assertEqual(sorted(f"thread {t} line {i}" for t in range(4) for i in range(1000)), sorted(lines))

    def test_an_uncaught_exception_of_a_thread_is_shown(self):
        _, outputs = self.run_cell('var t = new Thread(() -> { throw new IllegalStateException("aside"); }); t.start(); t.join();')
        self.assertIn("aside", self.text(outputs, "stderr"))

    def test_five_megabytes_arrive(self):
        _, outputs = self.run_cell('Display.display(new Html("x".repeat(5_000_000)));')
        self.assertEqual(["x" * 5_000_000], [c["data"]["text/html"] for t, c in outputs if t == "display_data"])

    def test_a_cell_of_a_megabyte_runs(self):
        self.assertEqual("1000000", self.value('"' + "y" * 60_000 + '".length() + ' + " + ".join(["0"] * 100)
                                               + " + 940_000 // " + "z" * 1_000_000))

    def test_odd_characters_are_told_or_kept(self):
        self.assertEqual("3", self.value('"a\x00b".length()'))
        self.assertEqual("ok", self.run_cell("// \x00")[0]["status"])
        error = self.error("int a = \x00\x01;")
        self.assertNotIn("\tat ", error["traceback"])
        _, outputs = self.run_cell("System.out.write(new byte[] {(byte) 0xff, 'o', 'k', '\\n'});")
        self.assertEqual("\ufffdok\n", self.text(outputs))
        _, outputs = self.run_cell('System.out.println("a\\u0000b\\ud800c");')
        self.assertTrue(self.text(outputs).startswith("a\x00b") and self.text(outputs).endswith("c\n"), outputs)

    def test_a_result_that_cannot_be_shown_costs_its_own_cell_at_most(self):
        self.run_cell("class Bad { public String toString() { throw new AssertionError(\"no text\"); } }\nnew Bad()")
        self.run_cell("class Deep { public String toString() { return \"\" + this; } }\nnew Deep()")
        self.run_cell("""class Strange implements Displayable {
            public MimeBundle toMimeBundle() { throw new OutOfMemoryError("not really"); } }
            Display.display(new Strange());""")
        self.assertEqual("2", self.value("1 + 1"))

    def test_progress_clear_and_updates_are_displays(self):
        _, outputs = self.run_cell('var h = Display.show("a"); h.update("b"); Display.clear(true);')
        self.assertEqual(["display_data", "update_display_data", "clear_output"],
                         [t for t, _ in outputs if t not in ("status", "execute_input")])


if __name__ == "__main__":
    unittest.main()
