"""Measures Jupyter kernels by their kernelspec names and prints one JSON object; progress goes to stderr.

All kernels are measured by the same client in the same run, their cold starts in turns, so that what else the machine
does falls on all of them alike.
"""
import argparse
import json
import os
import platform
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import zmq
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.session import Session

PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")

# Seconds in which a stopped kernel's processor time is counted; Linux counts it in hundredths of a second.
IDLE = 5

CODE = {
    "java": {
        "first": "1 + 1",
        "cell": "var w{i} = {i} * 3;\nw{i} + 1",
        "lines": "for (int i = 0; i < {n}; i++) System.out.println(\"line \" + i);",
        "spin": "while (true) {{}}",
        "sleep": "Thread.sleep(60_000);",
        "keep": "int kept = 41;",
        "recall": "kept + 1",
        "soak": "var s{i} = {i} * 2;\ns{i} + 1",
        "complete": ["System.out.pri", "java.util.List.o", "\"text\".sub", "Math.a"],
        "inspect": ["Math.abs(1)", "System.out.println(1)", "\"a\".length()"],
    },
    "python": {
        "first": "1 + 1",
        "cell": "w{i} = {i} * 3\nw{i} + 1",
        "lines": "for i in range({n}): print('line', i)",
        "spin": "while True: pass",
        "sleep": "import time; time.sleep(60)",
        "keep": "kept = 41",
        "recall": "kept + 1",
        "soak": "s{i} = {i} * 2\ns{i} + 1",
        "complete": ["import os; os.pa", "'text'.sp", "pri", "__builtins__.l"],
        "inspect": ["abs(1)", "print(1)", "len('a')"],
    },
}


class NoAnswer(Exception):
    pass


class Kernel:
    """A process started from a kernelspec, and the sockets of one front end."""

    def __init__(self, name, patience=60):
        spec = KernelSpecManager().get_kernel_spec(name)
        self.by_message = spec.interrupt_mode == "message"
        self.language = spec.language.lower()
        self.folder = tempfile.TemporaryDirectory(prefix="kernel-bench-")
        key, ports = os.urandom(16).hex(), free_ports(len(PORTS))
        connection = dict(zip(PORTS, ports), ip="127.0.0.1", transport="tcp", key=key,
                          signature_scheme="hmac-sha256", kernel_name=name)
        path = os.path.join(self.folder.name, "connection.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(connection, file)
        argv = [word.replace("{connection_file}", path).replace("{resource_dir}", spec.resource_dir)
                for word in spec.argv]
        if argv[0] in ("python", "python3"):
            argv[0] = sys.executable
        self.session = Session(key=key.encode())
        self.context = zmq.Context()
        self.sockets = {}
        self.poller = zmq.Poller()
        for channel, kind, port in (("shell", zmq.DEALER, 0), ("iopub", zmq.SUB, 1), ("control", zmq.DEALER, 3)):
            sock = self.context.socket(kind)
            sock.linger, sock.rcvhwm, sock.reconnect_ivl, sock.reconnect_ivl_max = 0, 0, 2, 4
            if kind == zmq.SUB:
                sock.subscribe(b"")
            else:
                sock.identity = self.session.bsession
            self.poller.register(sock, zmq.POLLIN)
            self.sockets[channel] = (sock, f"tcp://127.0.0.1:{ports[port]}")
        self.log = open(os.path.join(self.folder.name, "log"), "w+", encoding="utf-8")
        self.born = time.perf_counter()
        self.process = subprocess.Popen(argv, env={**os.environ, **spec.env}, cwd=self.folder.name,
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
                                        start_new_session=True)
        for sock, address in self.sockets.values():
            sock.connect(address)
        try:
            self.ask("kernel_info_request", {}, patience, idle=False)
            self.informed = time.perf_counter() - self.born
            while self.ask("kernel_info_request", {}, 1, fail=False)["idle"] is None:
                if time.perf_counter() - self.born > patience:
                    raise NoAnswer("no status was published")
        except NoAnswer:
            self.kill()
            raise

    def send(self, channel, kind, content):
        return self.session.send(self.sockets[channel][0], kind, content)["header"]["msg_id"]

    def ask(self, kind, content, patience=60, idle=True, fail=True, channel="shell"):
        start = time.perf_counter()
        return self.follow(self.send(channel, kind, content), start, patience, idle, fail)

    def follow(self, request, start, patience, idle=True, fail=True):
        """Reads every channel until the request's reply and its idle status; times are seconds since `start`."""
        seen = {"reply": None, "replied": None, "idle": None, "text": [], "values": [], "streams": 0}
        deadline = start + patience
        while seen["replied"] is None or (idle and seen["idle"] is None):
            if time.perf_counter() > deadline:
                if fail:
                    self.log.seek(0)
                    raise NoAnswer("no answer within %d s; the kernel said: %s" % (patience, self.log.read()[-400:]))
                break
            for sock, _ in self.poller.poll(20):
                _, message = self.session.recv(sock, zmq.NOBLOCK)
                if message is None or message["parent_header"].get("msg_id") != request:
                    continue
                now, kind, content = time.perf_counter() - start, message["msg_type"], message["content"]
                if kind == "stream":
                    seen["streams"] += 1
                    seen["text"].append(content["text"])
                elif kind == "execute_result":
                    seen["values"].append(content["data"]["text/plain"])
                elif kind == "status" and content["execution_state"] == "idle":
                    seen["idle"] = now
                elif kind.endswith("_reply") and sock is not self.sockets["iopub"][0]:
                    seen["reply"], seen["replied"] = content, now
        return seen

    @staticmethod
    def cell(code):
        return dict(code=code, silent=False, store_history=True, user_expressions={}, allow_stdin=False,
                    stop_on_error=True)

    def run(self, code, patience=120):
        return self.ask("execute_request", self.cell(code), patience)

    def interrupt(self):
        if self.by_message:
            self.send("control", "interrupt_request", {})
        else:
            os.killpg(self.process.pid, signal.SIGINT)

    def memory(self):
        """Resident MiB of the process and its children; where it is a JVM of a JDK, also its heap after a collection."""
        found = {"rss_mib": sum(resident(pid) for pid in tree(self.process.pid))}
        jcmd = os.path.join(os.path.dirname(self.process.args[0]), "jcmd")
        if os.path.basename(self.process.args[0]) == "java" and os.path.exists(jcmd):
            for _ in range(2):
                subprocess.run([jcmd, str(self.process.pid), "GC.run"], capture_output=True, check=False)
            text = subprocess.run([jcmd, str(self.process.pid), "GC.heap_info"], capture_output=True, text=True,
                                  check=False).stdout
            used = [word for line in text.splitlines() for word in line.replace(",", " ").split("used ")[1:]]
            if used and "K" in used[0]:
                found["heap_mib"] = round(int(used[0].split("K")[0]) / 1024, 1)
        return found

    def cpu_seconds(self):
        return sum(cpu(pid) for pid in tree(self.process.pid))

    def shut_down(self):
        start = time.perf_counter()
        self.send("control", "shutdown_request", {"restart": False})
        try:
            self.process.wait(20)
            return time.perf_counter() - start
        except subprocess.TimeoutExpired:
            return None
        finally:
            self.kill()

    def kill(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.context.destroy(0)
        self.log.close()
        self.folder.cleanup()


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    try:
        for sock in sockets:
            sock.bind(("127.0.0.1", 0))
        return [sock.getsockname()[1] for sock in sockets]
    finally:
        for sock in sockets:
            sock.close()


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def tree(pid):
    children = read(f"/proc/{pid}/task/{pid}/children").split()
    return [pid] + [each for child in children for each in tree(int(child))]


def resident(pid):
    fields = [line.split() for line in read(f"/proc/{pid}/status").splitlines() if line.startswith("VmRSS")]
    return round(int(fields[0][1]) / 1024, 1) if fields else 0


def cpu(pid):
    fields = read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0


def spread(seconds):
    ordered = sorted(value * 1000 for value in seconds)
    return {"n": len(ordered), "min_ms": round(ordered[0], 2), "median_ms": round(statistics.median(ordered), 2),
            "p95_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 2)}


def warm(name):
    kernel = Kernel(name)
    for i in range(20):
        kernel.run(CODE[kernel.language]["cell"].format(i=10_000 + i))
    return kernel


def starts(names, options):
    found = {name: {"info": [], "first": [], "cpu": [], "exit": [], "failed": 0} for name in names}
    for _ in range(options.starts):
        for name in names:
            each = found[name]
            try:
                kernel = Kernel(name)
            except NoAnswer:
                each["failed"] += 1
                continue
            each["info"].append(kernel.informed)
            kernel.run(CODE[kernel.language]["first"])
            each["first"].append(time.perf_counter() - kernel.born)
            each["cpu"].append(kernel.cpu_seconds())
            exited = kernel.shut_down()
            if exited is not None:
                each["exit"].append(exited)
    return {name: {"failed": each["failed"], "kernel_info": spread(each["info"]), "first_cell": spread(each["first"]),
                   "cpu": spread(each["cpu"]), "exit": spread(each["exit"]) if each["exit"] else None}
            for name, each in found.items() if each["first"]}


def warm_cells(name, options):
    kernel = warm(name)
    times = [kernel.run(CODE[kernel.language]["cell"].format(i=i))["idle"] for i in range(options.cells)]
    kernel.kill()
    return spread(times)


def stdout(name, options):
    kernel = warm(name)
    seen = kernel.run(CODE[kernel.language]["lines"].format(n=options.lines))
    kernel.kill()
    lines = "".join(seen["text"]).splitlines()
    wanted = [f"line {i}" for i in range(options.lines)]
    return {"seconds": round(seen["idle"], 2), "lost": options.lines - len(lines), "exact": lines == wanted,
            "messages": seen["streams"]}


def questions(name, kind):
    kernel, times, empty = warm(name), [], 0
    for _ in range(10):
        for code in CODE[kernel.language][kind]:
            cursor = len(code) if kind == "complete" else code.index("(") - 1
            content = {"code": code, "cursor_pos": cursor}
            if kind == "inspect":
                content["detail_level"] = 0
            seen = kernel.ask(kind + "_request", content)
            times.append(seen["replied"])
            empty += not (seen["reply"].get("matches") or seen["reply"].get("found"))
    kernel.kill()
    return {"first_ms": round(times[0] * 1000, 2), "empty": empty, **spread(times[len(times) // 10:])}


def interrupts(name, _):
    found = {}
    for what in ("spin", "sleep"):
        kernel = warm(name)
        code = CODE[kernel.language]
        kernel.run(code["keep"])
        request = kernel.send("shell", "execute_request", kernel.cell(code[what].format()))
        kernel.follow(request, time.perf_counter(), 1, fail=False)
        start = time.perf_counter()
        kernel.interrupt()
        seen = kernel.follow(request, start, 10, fail=False)
        time.sleep(1)
        after = kernel.cpu_seconds()
        time.sleep(IDLE)
        busy = (kernel.cpu_seconds() - after) / IDLE
        again = kernel.ask("execute_request", kernel.cell(code["recall"]), 10, fail=False)
        found[what] = {"idle_ms": seen["idle"] and round(seen["idle"] * 1000, 1), "cpu_after_percent": round(100 * busy),
                       "variables_kept": again["values"] == ["42"]}
        kernel.kill()
    return found


def soak(name, options):
    kernel = warm(name)
    window = min(100, max(1, options.soak // 4))
    before, times = kernel.memory(), []
    early = before
    for i in range(options.soak):
        if i == window:
            early = kernel.memory()
        times.append(kernel.run(CODE[kernel.language]["soak"].format(i=i))["idle"])
    after = kernel.memory()
    kernel.kill()
    return {"cells": len(times), "before": before, "early": early, "after": after,
            "first": spread(times[:window]), "last": spread(times[-window:]),
            "medians_ms": [round(statistics.median(times[at:at + window]) * 1000, 1)
                           for at in range(0, len(times) - window + 1, max(window, len(times) // 10))]}


PHASES = {"warm": warm_cells, "stdout": stdout, "complete": lambda name, _: questions(name, "complete"),
          "inspect": lambda name, _: questions(name, "inspect"), "interrupt": interrupts, "soak": soak}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kernels", nargs="+")
    parser.add_argument("--phases", default="start," + ",".join(PHASES))
    parser.add_argument("--starts", type=int, default=10)
    parser.add_argument("--cells", type=int, default=200)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--soak", type=int, default=3000)
    options = parser.parse_args()
    known = KernelSpecManager().find_kernel_specs()
    unknown = [name for name in options.kernels if name not in known]
    if unknown:
        sys.exit("There is no kernel '%s'; Jupyter knows %s." % (unknown[0], ", ".join(sorted(known)) or "none"))
    for name in options.kernels:
        language = KernelSpecManager().get_kernel_spec(name).language.lower()
        if language not in CODE:
            sys.exit("The kernel '%s' runs %s; cells are known for %s only." % (name, language, " and ".join(CODE)))
    results = {name: {} for name in options.kernels}
    for phase in options.phases.split(","):
        print(f"{phase} ...", file=sys.stderr, flush=True)
        if phase == "start":
            for name, found in starts(options.kernels, options).items():
                results[name][phase] = found
            continue
        for name in options.kernels:
            try:
                results[name][phase] = PHASES[phase](name, options)
            except NoAnswer as silence:
                results[name][phase] = {"failed": str(silence)}
    load = os.getloadavg()[0]
    json.dump({"load": round(load, 1), "python": platform.python_version(), "kernels": results}, sys.stdout)


if __name__ == "__main__":
    main()
