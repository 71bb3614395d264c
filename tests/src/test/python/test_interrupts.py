"""An interrupt stops what a cell does, leaves no thread computing and keeps the variables."""
import unittest

from kernel_case import TIMEOUT, KernelCase, interrupt


class InterruptTest(KernelCase):
    def stops(self, code, **kw):
        self.value("int kept = 5;")
        content = self.interrupt(self.start(code, **kw))
        self.assertEqual("error", content["status"])
        # A cell that had to be left behind says so; none of these may.
        self.assertEqual(("Interrupted", "The cell was interrupted."), (content["ename"], content["evalue"]))
        self.assertEqual("5", self.value("kept"))
        self.assertEqual("6", self.value("kept + 1"))
        self.assert_idle()

    def test_a_loop(self):
        self.stops("while (true) {}")

    def test_a_loop_of_an_earlier_method(self):
        self.value("long spin() { long n = 0; for (;;) n++; }")
        self.stops("spin();")

    def test_a_loop_in_a_lambda(self):
        self.stops("Runnable forever = () -> { while (true) {} }; forever.run();")

    def test_a_stream(self):
        self.stops("IntStream.iterate(0, i -> i + 1).filter(i -> i < 0).findFirst();")

    def test_a_loop_that_swallows_interrupts(self):
        self.stops("while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) { } }")

    def test_a_loop_that_catches_everything(self):
        self.stops("while (true) { try { while (true) {} } catch (Throwable t) { } }")

    def test_a_child_thread_and_the_cell_that_waits_for_it(self):
        self.stops("var child = Thread.ofPlatform().start(() -> { while (true) {} }); child.join();")
        self.assertEqual("TERMINATED", self.value("child.join(); child.getState()"))

    def test_a_pool_of_threads(self):
        self.stops("""
            try (var pool = Executors.newFixedThreadPool(2)) {
                for (int i = 0; i < 2; i++) pool.submit(() -> { while (true) {} });
            }""")

    def test_sleep(self):
        self.stops("Thread.sleep(1_000_000);")

    def test_a_lock(self):
        self.stops("var latch = new CountDownLatch(1); latch.await();")

    def test_a_monitor(self):
        self.stops("synchronized (String.class) { String.class.wait(); }")

    def test_a_blocking_read(self):
        self.stops("""
            try (var server = java.nio.channels.ServerSocketChannel.open().bind(null);
                 var channel = java.nio.channels.SocketChannel.open(server.getLocalAddress())) {
                channel.read(java.nio.ByteBuffer.allocate(1));
            }""")

    def test_a_read_from_another_thread(self):
        self.stops("new PipedInputStream(new PipedOutputStream()).read();")

    def test_a_cell_that_waits_for_input(self):
        self.value("int kept = 5;")
        request = self.start('String name = input("name? ");', allow_stdin=True)
        self.assertEqual("name? ", self.client.get_stdin_msg(timeout=TIMEOUT)["content"]["prompt"])
        self.assertEqual("error", self.interrupt(request)["status"])
        self.assertEqual("5", self.value("kept"))
        # An answer that comes too late is not the next question's.
        self.client.input("late")
        answers = []

        def answer(message):
            answers.append(message["content"]["prompt"])
            self.client.input("in time")

        _, outputs = self.run_cell('input("again? ")', allow_stdin=True, stdin_hook=answer)
        self.assertEqual(["in time"], self.result(outputs))
        self.assertEqual(["again? "], answers)

    def test_cells_behind_an_interrupted_one_do_not_run(self):
        request = self.start("while (true) {}")
        behind = self.client.execute("int ranBehind = 1;")
        self.assertEqual("error", self.interrupt(request)["status"])
        self.assertEqual("aborted", self.reply(behind)["status"])
        self.drain()
        self.error("ranBehind")

    def test_an_interrupt_while_idle_changes_nothing(self):
        self.value("int kept = 5;")
        self.assertEqual("ok", interrupt(self.client)["status"])
        self.assertEqual("5", self.value("kept"))


class LeftBehindTest(KernelCase):
    """A kernel of its own: what is left behind goes on to compute."""

    def left_behind(self, code):
        self.value("int kept = 5;")
        content = self.interrupt(self.start(code))
        self.assertEqual("error", content["status"])
        self.assertIn("left behind", content["evalue"])
        self.assertEqual("5", self.value("kept"))

    def test_a_loop_of_the_jdk_is_left_behind_with_a_sentence(self):
        self.left_behind("BigInteger.valueOf(3).pow(30_000_000).toString().length()")

    def test_a_socket_that_ignores_interrupts_is_left_behind_with_a_sentence(self):
        self.left_behind("""
            var server = new ServerSocket(0);
            new Socket("127.0.0.1", server.getLocalPort()).getInputStream().read();""")


if __name__ == "__main__":
    unittest.main()
