"""Attempts to take more than the limits allow."""

import ctypes
import errno
import fcntl
import mmap
import os
import resource
import signal
import struct
import threading

from paths import MARK
from stage import level
from syscalls import LIBC, refused_call
from table import LEVELS, Known, NotTried, all_of, code, probe, refused


GIBIBYTE = 1 << 30


# The most processes of a level.
PROCESSES = {"trusted": 4096, "paranoid": 256}.get(level(), 512)


def counted(start, end, most=PROCESSES + 100):
    """How many of something can be started before an error, and the error's name."""
    started, problem = [], ""
    try:
        while len(started) < most:
            started.append(start())
    except (OSError, RuntimeError) as error:
        problem = code(error) if isinstance(error, OSError) else "no more"
    finally:
        for each in started:
            end(each)
    return len(started), problem


@probe("fork-bomb", "resources", "start too many processes", "rlimit")
def _():
    def start():
        child = os.fork()
        if child == 0:
            signal.alarm(10)
            while True:
                signal.pause()
        return child

    def end(child):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    count, problem = counted(start, end)
    return bool(problem) and count < PROCESSES, f"{count} started, then {problem or 'no error'}"


@probe("thread-bomb", "resources", "start too many threads", "rlimit")
def _():
    over = threading.Event()
    threading.stack_size(65536)

    def start():
        thread = threading.Thread(target=over.wait, daemon=True)
        thread.start()
        return thread
    count, problem = counted(start, lambda _: over.set())
    return bool(problem) and count < PROCESSES, f"{count} started, then {problem or 'no error'}"


def raise_row(id, what, which):
    """Registers a row that raises a hard limit."""
    @probe(id, "resources", what, "rlimit")
    def attempt():
        limit = resource.getrlimit(which)[1]
        if limit == resource.RLIM_INFINITY:
            raise NotTried("there is no limit")

        def raise_limit():
            try:
                resource.setrlimit(which, (limit + 1, limit + 1))
            except ValueError as error:
                raise PermissionError(errno.EPERM, str(error))
        return refused(raise_limit)


raise_row("raise-processes", "raise the limit of processes", resource.RLIMIT_NPROC)
raise_row("raise-core", "raise the limit of core dumps", resource.RLIMIT_CORE)
raise_row("raise-memory", "raise the limit of memory", resource.RLIMIT_DATA)
raise_row("raise-files", "raise the limit of open files", resource.RLIMIT_NOFILE)


@probe("raise-pid-1", "resources", "raise the limits of pid 1", "capabilities")
def _():
    both = struct.pack("QQ", (1 << 64) - 1, (1 << 64) - 1)
    return refused_call("prlimit64", 1, int(resource.RLIMIT_NPROC), both, None)


def memory_limit():
    """The bytes that a process may have, when there is a limit that is small enough to be tried."""
    limit = resource.getrlimit(resource.RLIMIT_DATA)[0]
    if limit == resource.RLIM_INFINITY:
        raise NotTried("no limit of memory is set")
    if limit > 2 * GIBIBYTE:
        raise NotTried("the limit is too large to be tried")
    return limit


def memory_row(id, what, take, layer="rlimit"):
    """Registers a row that takes more memory than the limit, at most 3 GB: `take` gets a number of MiB to add. What is
    shared only a control group counts."""
    @probe(id, "resources", what, layer, stopping=[signal.SIGKILL])
    def attempt():
        wanted, taken = min(memory_limit() + (256 << 20), 3 * GIBIBYTE), 0
        try:
            add = take()
        except OSError as error:
            return True, code(error)
        while taken < wanted:
            try:
                add(16)
            except (OSError, MemoryError) as error:
                return True, f"{taken >> 20} MiB, then {type(error).__name__}"
            taken += 16 << 20
        evidence = f"{taken >> 20} MiB taken, {memory_limit() >> 20} MiB are allowed"
        if layer == "cgroup" and not os.environ.get("AGENTVM_PROBE_GROUP"):
            raise Known(evidence)
        return False, evidence


def take_private():
    held = []

    def add(mebibytes):
        held.append(bytearray(mebibytes << 20))
    return add


def take_shared():
    held = []

    def add(mebibytes):
        page = mmap.mmap(-1, mebibytes << 20)
        for start in range(0, mebibytes << 20, 4096):
            page[start] = 1
        held.append(page)
    return add


def take_file():
    memory = os.memfd_create("probe")

    def add(mebibytes):
        os.posix_fallocate(memory, os.fstat(memory).st_size, mebibytes << 20)
    return add


memory_row("memory", "take more memory than allowed", take_private)
memory_row("memory-shared", "take shared memory beyond the limit", take_shared, "cgroup")
memory_row("memory-file", "take a memfd beyond the limit", take_file, "cgroup")


def fill_row(id, folder, most, levels=LEVELS):
    """Registers a row that fills a file system of memory; it stops at `most` bytes, and deletes what it wrote."""
    @probe(id, "resources", f"fill {folder} beyond its size", "mounts", levels=levels)
    def attempt():
        path, size = f"{folder}/{MARK}", 0
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        os.unlink(path)
        try:
            while size < most:
                os.posix_fallocate(descriptor, size, 16 << 20)
                size += 16 << 20
        except OSError as error:
            return True, f"{size >> 20} MiB, then {code(error)}"
        return False, f"{size >> 20} MiB written"


fill_row("fill-tmp", "/tmp", int(1.1 * GIBIBYTE))
fill_row("fill-var-tmp", "/var/tmp", 320 << 20)
fill_row("fill-shm", "/dev/shm", 128 << 20)
fill_row("fill-run", "/run", 64 << 20)
# In memory there, and thrown away.
fill_row("fill-home", "/home/agent", int(1.1 * GIBIBYTE), levels=("paranoid",))


@probe("priority", "resources", "take a higher priority", "capabilities")
def _():
    return all_of([refused(lambda: os.setpriority(os.PRIO_PROCESS, 0, -20)),
                   refused(lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))),
                   refused(lambda: os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))),
                   # SCHED_DEADLINE: 1 of 10 ms.
                   refused_call("sched_setattr", 0, struct.pack("IIQiIQQQ", 48, 6, 0, 0, 0, 10**6, 10**7, 10**7), 0),
                   # The class of real time for the disk.
                   refused_call("ioprio_set", 1, 0, 1 << 13)])


@probe("oom-score", "resources", "escape the out-of-memory killer", "capabilities")
def _():
    def write():
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("-1000")
    return refused(write)


@probe("lock-memory", "resources", "lock memory beyond the limit", "rlimit")
def _():
    limit = resource.getrlimit(resource.RLIMIT_MEMLOCK)[0]
    if limit == resource.RLIM_INFINITY or limit > 256 << 20:
        raise NotTried(f"the limit is {limit}")
    page = mmap.mmap(-1, limit + (1 << 20))
    ctypes.set_errno(0)
    result = LIBC.mlock(ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(page))), ctypes.c_size_t(len(page)))
    return result < 0, code(ctypes.get_errno()) if result < 0 else f"{len(page)} bytes are locked"


@probe("pipe-size", "resources", "make a pipe larger than allowed", "capabilities")
def _():
    _, write = os.pipe()
    with open("/proc/sys/fs/pipe-max-size") as file:
        most = int(file.read())
    return refused(lambda: fcntl.fcntl(write, 1031, most * 2))
