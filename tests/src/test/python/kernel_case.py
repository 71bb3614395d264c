"""A launched linnet kernel and what tests ask of it."""
import queue
import time
import unittest

import psutil
import zmq
from jupyter_client.manager import start_new_kernel

TIMEOUT = 60


def interrupt(client):
    """Sends an interrupt and waits for its reply, so that no later cell is hit."""
    message = client.session.msg("interrupt_request", {})
    client.control_channel.send(message)
    while True:
        reply = client.get_control_msg(timeout=TIMEOUT)
        if reply["parent_header"]["msg_id"] == message["header"]["msg_id"]:
            return reply["content"]


class KernelCase(unittest.TestCase):
    """One kernel for all tests of a class."""

    @classmethod
    def setUpClass(cls):
        cls.manager, cls.client = start_new_kernel(kernel_name="linnet", startup_timeout=TIMEOUT)

    @classmethod
    def tearDownClass(cls):
        cls.client.stop_channels()
        cls.manager.shutdown_kernel()

    def run_cell(self, code, **kw):
        """Runs a cell; gives its reply's content and everything it published, as (type, content)."""
        outputs = []
        reply = self.client.execute_interactive(
            code, timeout=TIMEOUT, output_hook=lambda m: outputs.append((m["header"]["msg_type"], m["content"])), **kw)
        return reply["content"], outputs

    def value(self, code):
        """The text of the result of a cell that must not fail."""
        reply, outputs = self.run_cell(code)
        self.assertEqual("ok", reply["status"], reply)
        return "".join(self.result(outputs))

    def error(self, code):
        """The error's content of a cell that must fail; its traceback is one text without colours."""
        reply, outputs = self.run_cell(code)
        self.assertEqual("error", reply["status"], outputs)
        error = dict([c for t, c in outputs if t == "error"][0])
        error["traceback"] = "\n".join(error["traceback"])
        for colour in ("0", "31", "1;31", "32", "34"):
            error["traceback"] = error["traceback"].replace(f"\x1b[{colour}m", "")
        return error

    def text(self, outputs, name="stdout"):
        return "".join(c["text"] for t, c in outputs if t == "stream" and c["name"] == name)

    def result(self, outputs):
        return [c["data"]["text/plain"] for t, c in outputs if t == "execute_result"]

    def request(self, kind, **content):
        """Sends a request on shell; gives the content of its reply."""
        message = self.client.session.msg(kind, content)
        self.client.shell_channel.send(message)
        return self.reply(message["header"]["msg_id"])

    def reply(self, request):
        while True:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == request:
                return reply["content"]

    def start(self, code, **kw):
        """Starts a cell and returns its id once it runs."""
        request = self.client.execute('System.out.println("begun");\n' + code, **kw)
        self.published(request, lambda t, c: t == "stream" and "begun" in c["text"])
        return request

    def published(self, request, wanted):
        """Waits for what a request publishes; gives the content of the first message that is wanted."""
        while True:
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") == request:
                if wanted(message["header"]["msg_type"], message["content"]):
                    return message["content"]

    def interrupt(self, request):
        """Interrupts the running cell; gives its reply once it is idle."""
        self.manager.interrupt_kernel()
        content = self.reply(request)
        self.published(request, lambda t, c: t == "status" and c["execution_state"] == "idle")
        return content

    def raw(self, channel, frames):
        """Sends frames as they are."""
        zmq.Socket.shadow(channel.socket.underlying).send_multipart(frames)

    def process(self):
        return psutil.Process(self.manager.provisioner.process.pid)

    def assert_idle(self):
        """Waits until the kernel's process uses no processor time; a thread that spins would use some for ever."""
        process = self.process()
        for _ in range(60):
            before = process.cpu_times()
            time.sleep(1)
            after = process.cpu_times()
            used = after.user + after.system - before.user - before.system
            if used <= 0.05:
                return
        self.fail(f"the kernel still uses {used} seconds of processor time in a second")

    def drain(self):
        try:
            while True:
                self.client.get_iopub_msg(timeout=0.5)
        except queue.Empty:
            pass
