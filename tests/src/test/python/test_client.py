"""Drives the installed linnet kernel with jupyter_client, as a front end does."""
import unittest

from kernel_case import TIMEOUT, KernelCase


class KernelTest(KernelCase):
    def test_kernel_info_names_java(self):
        content = self.client.kernel_info(reply=True, timeout=TIMEOUT)["content"]
        self.assertEqual("ok", content["status"])
        self.assertEqual("java", content["language_info"]["name"])
        self.assertEqual("linnet", content["implementation"])

    def test_expression_is_the_result(self):
        reply, outputs = self.run_cell("6 * 7")
        self.assertEqual("ok", reply["status"])
        self.assertEqual(["42"], self.result(outputs))

    def test_variables_live_on(self):
        self.run_cell("int kept = 20;")
        _, outputs = self.run_cell("kept + 1")
        self.assertEqual(["21"], self.result(outputs))

    def test_stdout_and_stderr_arrive(self):
        _, outputs = self.run_cell('System.out.println("to out"); System.err.println("to err");')
        self.assertEqual("to out\n", self.text(outputs))
        self.assertEqual("to err\n", self.text(outputs, "stderr"))

    def test_every_printed_line_arrives_in_order(self):
        _, outputs = self.run_cell('for (int i = 0; i < 100_000; i++) System.out.println("line " + i);')
        self.assertEqual([f"line {i}" for i in range(100_000)], self.text(outputs).splitlines())

    def test_compile_error_names_the_line(self):
        reply, outputs = self.run_cell('int fine = 1;\nint wrong = "text";')
        self.assertEqual("error", reply["status"])
        trace = "\n".join([c for t, c in outputs if t == "error"][0]["traceback"])
        self.assertIn("wrong", trace)
        self.assertIn("2", trace)

    def test_exception_keeps_its_name_and_the_session(self):
        self.run_cell("int before = 5;")
        reply, _ = self.run_cell('throw new IllegalStateException("on purpose");')
        self.assertEqual("error", reply["status"])
        self.assertTrue(reply["ename"].endswith("IllegalStateException"), reply["ename"])
        self.assertIn("on purpose", reply["evalue"])
        _, outputs = self.run_cell("before")
        self.assertEqual(["5"], self.result(outputs))

    def test_interrupt_stops_an_endless_loop_and_keeps_variables(self):
        self.run_cell("int survivor = 7;")
        self.client.execute('System.out.println("spinning"); while (true) {}')
        while True:
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            if message["header"]["msg_type"] == "stream" and "spinning" in message["content"]["text"]:
                break
        self.manager.interrupt_kernel()
        reply = self.client.get_shell_msg(timeout=TIMEOUT)
        self.assertEqual("error", reply["content"]["status"])
        self.drain()
        _, outputs = self.run_cell("survivor")
        self.assertEqual(["7"], self.result(outputs))

    def test_input_is_asked_for(self):
        self.client.allow_stdin = True
        prompts = []

        def answer(message):
            prompts.append(message["content"])
            self.client.input("Zo\u00eb \U0001f426")

        reply, outputs = self.run_cell("new Scanner(System.in).nextLine()", allow_stdin=True, stdin_hook=answer)
        self.assertEqual("ok", reply["status"])
        self.assertEqual(1, len(prompts))
        self.assertIn("Zo\u00eb \U0001f426", self.result(outputs)[0])

    def test_the_library_is_there_without_imports(self):
        reply, outputs = self.run_cell('Claims.check("one is one", 1.0, Claim.atLeast(0.99));')
        self.assertEqual("ok", reply["status"], outputs)
        claims = [c["data"]["application/vnd.linnet.claim+json"] for t, c in outputs
                  if t in ("display_data", "execute_result") and "application/vnd.linnet.claim+json" in c["data"]]
        self.assertEqual([True], [c["passed"] for c in claims])

    def test_a_table_is_html_and_text(self):
        _, outputs = self.run_cell('Table.create("t", IntColumn.create("n", new int[] {1, 2, 3}))')
        data = [c["data"] for t, c in outputs if t == "execute_result"][0]
        self.assertIn("<table", data["text/html"])
        self.assertIn("n", data["text/plain"])

    def test_a_chart_is_a_picture(self):
        _, outputs = self.run_cell(
            'QuickChart.getChart("t", "x", "y", "f", new double[] {0, 1}, new double[] {0, 1})')
        data = [c["data"] for t, c in outputs if t == "execute_result"][0]
        self.assertTrue("image/svg+xml" in data or "image/png" in data, list(data))

    def test_progress_updates_one_display(self):
        _, outputs = self.run_cell(
            'try (var p = Progress.of("work", 3)) { for (int i = 0; i < 3; i++) p.step(); }')
        kinds = [t for t, _ in outputs]
        self.assertEqual(1, kinds.count("display_data"), kinds)
        self.assertGreaterEqual(kinds.count("update_display_data"), 1, kinds)

    def test_completion_finds_members_and_variables(self):
        self.run_cell("int completeMe = 1;")
        matches = self.client.complete("comple", reply=True, timeout=TIMEOUT)["content"]["matches"]
        self.assertIn("completeMe", matches)
        code = '"\U0001f426".toUpper'
        content = self.client.complete(code, reply=True, timeout=TIMEOUT)["content"]
        self.assertTrue(any(m.startswith("toUpperCase") for m in content["matches"]), content)
        self.assertEqual(len(code), content["cursor_end"])

    def test_inspection_finds_javadoc(self):
        content = self.client.inspect("Math.abs", 8, reply=True, timeout=TIMEOUT)["content"]
        self.assertTrue(content["found"])
        self.assertIn("absolute value", content["data"]["text/plain"])

    def test_completeness(self):
        for code, status in (("1 + 1", "complete"), ("for (int i = 0; i < 3; i++) {", "incomplete"),
                             ("int x = );", "invalid")):
            request = self.client.is_complete(code)
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            self.assertEqual(request, reply["parent_header"]["msg_id"])
            self.assertEqual(status, reply["content"]["status"], code)

    def test_magics_are_listed(self):
        _, outputs = self.run_cell("%lsmagic")
        shown = self.text(outputs) + "".join(self.result(outputs)) + "".join(
            c["data"].get("text/plain", "") for t, c in outputs if t == "display_data")
        self.assertIn("%time", shown)


if __name__ == "__main__":
    unittest.main()
