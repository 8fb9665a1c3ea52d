"""What agentvm itself has put into the sandbox: the inner stage, which is pid 1, and the door to the supervisor."""

import os
import subprocess
import time


STAGE = "/run/agentvm/stage"
DOOR = "/run/agentvm/door"
# What there is instead for an agent without sockets.
PIPE = "/run/agentvm/pipe"


def level():
    """The level of this sandbox, as whoever started it says: standard, trusted, paranoid, or here."""
    return os.environ.get("AGENTVM_PROBE_LEVEL", "standard")


class RunningStage:
    """The stage as a process of ours that waits for its standard input."""

    def __init__(self, **environment):
        self.environment = {**os.environ, **environment}

    def __enter__(self):
        self.process = subprocess.Popen([STAGE, "report", "probe"], stdin=subprocess.PIPE,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment)
        time.sleep(0.05)
        return self.process

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()
