"""Runs a unittest module and writes one line of JSON a test into a file: python3 verdicts.py MODULE FILE."""
import json
import signal
import sys
import unittest


LIMIT = 180  # seconds a test may take


def too_long(*_):
    raise TimeoutError(f"the test did not end in {LIMIT} seconds")


class Verdicts(unittest.TestResult):
    """The kernel's own words share the standard streams, so the verdicts have a file of their own."""

    def __init__(self, file):
        super().__init__()
        self.file = file
        self.faults = []

    def startTest(self, test):
        super().startTest(test)
        self.faults = []
        signal.alarm(LIMIT)

    def stopTest(self, test):
        signal.alarm(0)
        super().stopTest(test)
        self.write(test.id(), "\n".join(self.faults))

    def write(self, name, fault):
        print(json.dumps({"test": name, "fault": fault}), file=self.file, flush=True)

    def addError(self, test, err):
        super().addError(test, err)
        self.faults.append(self.errors[-1][1])
        if not isinstance(test, unittest.TestCase):  # a class that could not be set up
            self.write(str(test), self.faults.pop())

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.faults.append(self.failures[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.faults.append(f"{subtest}\n{self._exc_info_to_string(err, test)}")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.faults.append(f"skipped: {reason or 'no sample'}")


if __name__ == "__main__":
    module, path = sys.argv[1:]
    signal.signal(signal.SIGALRM, too_long)
    with open(path, "w", encoding="utf-8") as out:
        unittest.defaultTestLoader.loadTestsFromName(module).run(Verdicts(out))
