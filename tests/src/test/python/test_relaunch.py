"""%jvm: the kernel's virtual machine is started anew under the eyes of a client that notices only a slow cell."""
import unittest

import psutil
from jupyter_client.manager import start_new_kernel

from kernel_case import TIMEOUT, KernelCase


class RelaunchTest(KernelCase):
    def setUp(self):
        self.run_cell("%reset")

    def relaunch(self, line):
        reply, outputs = self.run_cell(line)
        self.assertEqual("ok", reply["status"], (reply, outputs))
        return self.text(outputs)

    def heap(self):
        return int(self.value("Runtime.getRuntime().maxMemory() >> 20"))

    def test_values_numbers_and_the_process_stay(self):
        self.run_cell("int base = 20;")
        reply, _ = self.run_cell("record Point(int x) {}\nvar point = new Point(base);\npoint")
        self.error("int wrong = fails;")
        process = self.process()
        began = process.create_time()
        said = self.relaunch("%jvm -Xmx300m --enable-preview --yes")
        self.assertIn("Java restarts with -Xmx300m --enable-preview", said)
        self.assertIn("and 3 cells were run again", said)  # with that of %reset
        self.assertEqual((process.pid, began), (self.process().pid, self.process().create_time()))
        self.assertEqual([], process.children())
        self.assertEqual(300, self.heap())
        self.assertEqual("40", self.value("base + point.x()"))
        self.assertEqual("Point[x=20]", self.value(f"Out.get({reply['execution_count']})"))
        after, _ = self.run_cell("1")
        self.assertEqual(reply["execution_count"] + 6, after["execution_count"])
        self.assertEqual("int 5", self.value(
            'Object five = 5;\nswitch (five) { case int i -> "int " + i; default -> "other"; }'))
        self.assertIn("Java runs with -Xmx300m already.", self.relaunch("%jvm -Xmx300m"))

    def test_cells_sent_behind_it_run_in_the_new_virtual_machine(self):
        requests = [self.client.execute(code) for code in (
            "// more memory\n%jvm -Xmx310m --yes\nint here = 1;", "here + 1", "Runtime.getRuntime().maxMemory() >> 20")]
        counts = [self.reply(request)["execution_count"] for request in requests]
        self.assertEqual([counts[0], counts[0] + 1, counts[0] + 2], counts)
        results = [self.published(request, lambda t, c: t == "execute_result")["data"]["text/plain"]
                   for request in requests[1:]]
        self.assertEqual(["2", "310"], results)

    def test_it_asks_where_something_is_to_be_run_again(self):
        self.run_cell("int kept = 1;")
        questions = []

        def answer(text):
            def hook(message):
                questions.append(message["content"]["prompt"])
                self.client.input(text)
            return hook

        reply, outputs = self.run_cell("%jvm -Xmx320m", allow_stdin=True, stdin_hook=answer("n"))
        self.assertEqual("ok", reply["status"])
        self.assertIn("Nothing was changed.", self.text(outputs))
        self.assertNotEqual(320, self.heap())
        reply, outputs = self.run_cell("%jvm -Xmx320m", allow_stdin=True, stdin_hook=answer("y"))
        self.assertEqual("ok", reply["status"], outputs)
        self.assertEqual(320, self.heap())
        self.assertEqual(2, len(questions))
        reply, _ = self.run_cell("%jvm -Xmx321m", allow_stdin=False)
        self.assertIn("--yes", reply["evalue"])

    def test_a_cell_that_fails_this_time_is_named_and_shown(self):
        self.run_cell("int first = 1;")
        reply, _ = self.run_cell('if (System.getenv("BROKEN") != null) throw new IllegalStateException("now broken");')
        number = reply["execution_count"]
        self.run_cell("%env BROKEN=yes")
        reply, outputs = self.run_cell("%jvm -Xmx330m --yes")
        self.assertEqual(("error", "IllegalStateException"), (reply["status"], reply["ename"]))
        self.assertIn(f"Cell {number} failed when it was run again. What is missing now: cells {number}-{number + 1}.",
                      self.text(outputs, "stderr"))
        self.assertIn(f"cell {number}", "\n".join(reply["traceback"]))
        self.assertEqual("1", self.value("first"))

    def test_an_interrupt_ends_what_is_run_again_and_keeps_the_new_virtual_machine(self):
        self.run_cell("int before = 1;")
        slow, _ = self.run_cell('if (System.getenv("SLOW") != null) while (true) {}')
        self.run_cell("%env SLOW=yes")
        request = self.client.execute("%jvm -Xmx340m --yes")
        self.published(request, lambda t, c: f"cell {slow['execution_count']}" in str(c.get("data")))
        self.assertEqual("error", self.interrupt(request)["status"])
        self.assertEqual("1", self.value("before"))
        self.assertEqual(340, self.heap())

    def test_what_java_does_not_take_changes_nothing(self):
        self.run_cell("int untouched = 1;")
        self.assertIn("-Xmx8gg", self.error("%jvm -Xmx8gg --yes")["evalue"])
        self.assertIn("NoSuchFlag", self.error("%jvm -XX:+NoSuchFlag --yes")["evalue"])
        self.assertIn("%classpath", self.error("%jvm -cp here --yes")["evalue"])
        self.assertIn("cell of its own", self.error("int before = 1;\n%jvm -Xmx350m --yes")["evalue"])
        self.assertEqual("1", self.value("untouched"))

    def test_widgets_that_are_gone_are_closed(self):
        self.run_cell('new dev.linnet.display.widget.Button("Go")')
        request = self.client.execute("%jvm --original --fresh --yes")
        closed = []
        while True:
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            kind = message["header"]["msg_type"]
            closed += [kind] if kind == "comm_close" else []
            if kind == "status" and message["content"]["execution_state"] == "idle" \
                    and message["parent_header"].get("msg_id") == request:
                break
        self.assertTrue(closed)
        self.assertIn("Button", self.error("Button")["traceback"])


class EndTest(unittest.TestCase):
    def test_shutdown_ends_the_process_though_its_virtual_machine_is_another(self):
        manager, client = start_new_kernel(kernel_name="linnet", startup_timeout=TIMEOUT)
        process = psutil.Process(manager.provisioner.process.pid)
        try:
            client.execute_interactive("%jvm -Xmx370m", timeout=TIMEOUT)
            client.shutdown()
            self.assertEqual("ok", client.get_control_msg(timeout=TIMEOUT)["content"]["status"])
            self.assertEqual(0, manager.provisioner.process.wait(timeout=TIMEOUT))
        finally:
            client.stop_channels()
            if process.is_running():
                process.kill()
            manager.cleanup_resources()


if __name__ == "__main__":
    unittest.main()
