"""Attempts on what all processes of an agent together may use."""

import glob
import os
import signal
import time

from paths import MARK, mounts, refused_opening
from table import NotTried, all_of, code, probe, refused


@probe("group-leave", "resources", "leave the control group", "cgroup")
def _():
    # None is mounted; the names are those of both versions, and of what a namespace may show.
    kinds = [path for path, _, kind in mounts() if kind.startswith("cgroup")]
    patterns = ("/sys/fs/cgroup/**/cgroup.procs", "/sys/fs/cgroup/**/tasks", "/run/**/cgroup.procs", "/dev/cgroup/*")
    files = [name for pattern in patterns for name in glob.glob(pattern, recursive=True)]
    outcomes = [(not kinds, f"mounted: {kinds}"), (not files, f"seen: {files[:3]}")]
    outcomes.append(refused_opening(["/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/pids/tasks", "/proc/self/cgroup",
                                     "/proc/1/cgroup"], os.O_WRONLY))
    outcomes.append(refused(lambda: os.mkdir(f"/sys/fs/cgroup/{MARK}")))
    return all_of(outcomes)


@probe("group-name", "resources", "learn the group's name on the host", "cgroup")
def _():
    with open("/proc/self/cgroup") as file:
        paths = {line.rstrip("\n").split(":", 2)[2] for line in file}
    return paths == {"/"}, " ".join(sorted(paths))


def need_group():
    """The bytes that all processes together may have."""
    text = os.environ.get("AGENTVM_PROBE_GROUP")
    if not text:
        raise NotTried("there is no control group")
    return int(text)


def is_alive(child):
    """Whether a child has not ended."""
    with open(f"/proc/{child}/stat") as file:
        return file.read().rsplit(")", 1)[1].split()[0] != "Z"


@probe("group-memory", "resources", "take memory by many processes", "cgroup", levels=())
def _():
    # Each takes half of it, which none is refused alone.
    limit, children = need_group(), []
    for _ in range(5):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                page = bytearray(limit // 2)
                for start in range(0, len(page), 4096):
                    page[start] = 1
                os.write(write, b"!")
            finally:
                while True:
                    signal.pause()
        os.close(write)
        children.append(child)
        end = time.monotonic() + 3
        while time.monotonic() < end:
            os.set_blocking(read, False)
            try:
                # Nothing comes from one that has been ended.
                os.read(read, 1)
                break
            except BlockingIOError:
                time.sleep(0.01)
    alive = [child for child in children if is_alive(child)]
    for child in alive:
        os.kill(child, signal.SIGKILL)
    return len(alive) < 3, f"{len(alive)} of 5 with {limit >> 21} MiB each live, {limit >> 20} MiB are allowed"


@probe("group-files", "resources", "take memory by files in memory", "cgroup", levels=(), stopping=[signal.SIGKILL])
def _():
    limit, size = need_group(), 0
    descriptor = os.open(f"/tmp/{MARK}", os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    os.unlink(f"/tmp/{MARK}")
    try:
        while size < 2 * limit:
            os.posix_fallocate(descriptor, size, 16 << 20)
            size += 16 << 20
    except OSError as error:
        return True, f"{size >> 20} MiB, then {code(error)}"
    return False, f"{size >> 20} MiB written, {limit >> 20} MiB are allowed"


@probe("group-processes", "resources", "have more processes than the group", "cgroup", levels=())
def _():
    need_group()
    children = []
    try:
        while len(children) < 300:
            child = os.fork()
            if child == 0:
                signal.pause()
            children.append(child)
    except OSError as error:
        return len(children) < 256, f"{len(children)} started, then {code(error)}"
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    return False, f"{len(children)} started"
