"""Starts, restarts and ends of the kernel's process."""
import tempfile
import unittest

import psutil
from jupyter_client import BlockingKernelClient
from jupyter_client.manager import KernelManager, start_new_kernel

from kernel_case import TIMEOUT, KernelCase, interrupt


class LifecycleTest(unittest.TestCase):
    def value(self, client, code):
        outputs = []
        reply = client.execute_interactive(code, timeout=TIMEOUT, output_hook=outputs.append)
        self.assertEqual("ok", reply["content"]["status"])
        return [m["content"]["data"]["text/plain"] for m in outputs if m["header"]["msg_type"] == "execute_result"]

    def test_a_restart_begins_anew_and_keeps_the_connection(self):
        manager, client = start_new_kernel(kernel_name="linnet", startup_timeout=TIMEOUT)
        try:
            self.assertEqual(["1"], self.value(client, "int x = 1;\nx"))
            first = manager.provisioner.process.pid
            manager.restart_kernel()
            client.wait_for_ready(timeout=TIMEOUT)
            self.assertNotEqual(first, manager.provisioner.process.pid)
            self.assertFalse(psutil.pid_exists(first))
            reply = client.execute_interactive("x", timeout=TIMEOUT, output_hook=lambda m: None)
            self.assertEqual("error", reply["content"]["status"])
            self.assertEqual(["2"], self.value(client, "1 + 1"))
        finally:
            client.stop_channels()
            manager.shutdown_kernel()

    def shutdown_ends(self, code):
        """Asks for shutdown while the code runs; the process must end by itself, without a signal."""
        manager, client = start_new_kernel(kernel_name="linnet", startup_timeout=TIMEOUT)
        process = psutil.Process(manager.provisioner.process.pid)
        try:
            if code:
                client.execute('System.out.println("begun");\n' + code)
                while True:
                    message = client.get_iopub_msg(timeout=TIMEOUT)
                    if message["header"]["msg_type"] == "stream":
                        break
            client.shutdown()
            reply = client.get_control_msg(timeout=TIMEOUT)
            self.assertEqual("shutdown_reply", reply["header"]["msg_type"])
            self.assertEqual("ok", reply["content"]["status"])
            self.assertEqual(0, manager.provisioner.process.wait(timeout=TIMEOUT))
        finally:
            client.stop_channels()
            if process.is_running():
                process.kill()
            manager.cleanup_resources()

    def test_the_process_ends_after_shutdown(self):
        self.shutdown_ends("")

    def test_the_process_ends_though_a_cell_runs(self):
        self.shutdown_ends("while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) { } }")

    def test_the_process_ends_though_a_thread_lives_on(self):
        self.shutdown_ends("Thread.ofPlatform().daemon(false).start(() -> { while (true) {} });")

    def test_ipc_sockets_carry_everything(self):
        with tempfile.TemporaryDirectory() as folder:
            manager = KernelManager(kernel_name="linnet", transport="ipc", ip=folder + "/kernel")
            manager.start_kernel()
            client = manager.client()
            client.start_channels()
            try:
                client.wait_for_ready(timeout=TIMEOUT)
                self.assertEqual(["42"], self.value(client, "6 * 7"))
                self.assertEqual("ok", interrupt(client)["status"])
                self.assertEqual(["43"], self.value(client, "6 * 7 + 1"))
            finally:
                client.stop_channels()
                manager.shutdown_kernel()

    def test_several_kernels_start_at_once(self):
        managers = [KernelManager(kernel_name="linnet") for _ in range(4)]
        clients = []
        try:
            for manager in managers:
                manager.start_kernel()
            for manager in managers:
                client = manager.client()
                client.start_channels()
                clients.append(client)
            for client in clients:
                client.wait_for_ready(timeout=TIMEOUT)
                self.assertEqual(["2"], self.value(client, "1 + 1"))
        finally:
            for client in clients:
                client.stop_channels()
            for manager in managers:
                manager.shutdown_kernel(now=True)


class TwoClientsTest(KernelCase):
    def test_a_second_client_sees_the_first_ones_outputs(self):
        second = BlockingKernelClient()
        second.load_connection_info(self.manager.get_connection_info())
        second.start_channels()
        try:
            second.wait_for_ready(timeout=TIMEOUT)
            request = self.client.execute('System.out.println("for both");')
            while True:
                message = second.get_iopub_msg(timeout=TIMEOUT)
                if message["parent_header"].get("msg_id") == request and message["header"]["msg_type"] == "stream":
                    self.assertEqual("for both\n", message["content"]["text"])
                    break
        finally:
            second.stop_channels()


if __name__ == "__main__":
    unittest.main()
