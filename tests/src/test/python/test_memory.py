"""A heap that cells fill: the session stays usable, however often and by whatever they do it."""

import unittest

from kernel_case import KernelCase

HEAP = 160


class MemoryTest(KernelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.execute_interactive(f"%jvm --yes --fresh -Xmx{HEAP}m", timeout=60)

    def setUp(self):
        self.run_cell("%reset")

    def full(self, code):
        error = self.error(code)
        self.assertEqual("OutOfMemoryError", error["ename"], error)
        self.assertIn(f"The heap of {HEAP} MB is full.", error["traceback"])
        return error

    def fill(self, name):
        return self.full(f"var {name} = new ArrayList<byte[]>(); while (true) {name}.add(new byte[1000]);")

    def assert_free(self):
        self.assertEqual("100", self.value("new byte[100 << 20].length >> 20"))

    def test_a_heap_full_of_what_a_variable_holds_leaves_a_usable_session(self):
        self.fill("all")
        self.assertEqual("3", self.value("class Small { int a = 3; }\nnew Small().a"))
        self.value("all = null;")
        self.full("all = new ArrayList<>(); while (true) all.add(new byte[999]);")
        self.assertEqual("4", self.value("2 + 2"))

    def test_filling_the_heap_again_and_again_leaves_a_session_that_can_let_go(self):
        for i in range(3):
            self.fill(f"all{i}")
            self.assertEqual("2", self.value("1 + 1"))
        self.value("all0 = null; all1 = null; all2 = null;")
        self.assert_free()
        self.fill("more")
        self.run_cell("%reset")
        self.assert_free()

    def test_a_cell_for_which_too_little_is_left_is_refused_and_what_lets_go_is_not(self):
        for i in range(20):
            error = self.fill(f"all{i}")
            if "This cell was not run" in error["evalue"]:
                break
        self.assertIn(f"of the heap's {HEAP} MB are in use and the rest would not do. The longest of the variables: all0",
                      error["evalue"])
        self.value("all0 = null;")
        self.assertEqual("true", self.value("all1.size() > 0"))

    def test_a_thread_of_a_cell_may_fill_it(self):
        self.value("int kept = 7;\nvar held = new ArrayList<byte[]>();")
        reply, outputs = self.run_cell(
            "var thread = new Thread(() -> { while (true) held.add(new byte[1000]); });\nthread.start(); thread.join();")
        self.assertEqual("ok", reply["status"], reply)
        self.assertIn("OutOfMemoryError", self.text(outputs, "stderr"))
        self.assertEqual("7", self.value("kept"))
        self.fill("more")
        self.value("held = null; more = null;")
        self.assert_free()

    def test_small_objects_may_fill_it(self):
        self.full('var map = new HashMap<String, String>(); for (int i = 0; ; i++) map.put("key " + i, "value " + i);')
        self.assertEqual("value 7", self.value('map.get("key 7")'))
        self.value("map = null;")
        self.assert_free()

    def test_nothing_that_was_printed_meanwhile_is_lost(self):
        for i in range(2):
            reply, outputs = self.run_cell(f"""int lines{i} = 0; var all{i} = new ArrayList<byte[]>();
while (true) {{ all{i}.add(new byte[100_000]); System.out.println("line " + lines{i}); lines{i}++; }}""")
            self.assertEqual("OutOfMemoryError", reply["ename"], reply)
            count = int(self.value(f"lines{i}"))
            wanted = "".join(f"line {n}\n" for n in range(count + 1))
            self.assertIn(self.text(outputs), (wanted, wanted[:wanted.rindex("line")]))
        self.value("all0 = null; all1 = null;")
        self.assert_free()

    def test_a_cell_that_catches_the_error_goes_on(self):
        self.assertEqual("3", self.value("""int times = 0;
for (int i = 0; i < 3; i++) {
    var all = new ArrayList<byte[]>();
    try { while (true) all.add(new byte[1000]); } catch (OutOfMemoryError e) { times++; }
}
times"""))

    def test_interrupts_and_a_restart_work_where_it_is_full(self):
        self.fill("all")
        self.assertEqual("error", self.interrupt(self.start("while (true) {}"))["status"])
        self.assertEqual("true", self.value("all.size() > 0"))
        self.assertEqual("ok", self.run_cell(f"%jvm --yes --fresh -Xmx{HEAP + 1}m")[0]["status"])
        self.assertEqual("ok", self.run_cell(f"%jvm --yes --fresh -Xmx{HEAP}m")[0]["status"])
        self.assert_free()


if __name__ == "__main__":
    unittest.main()
