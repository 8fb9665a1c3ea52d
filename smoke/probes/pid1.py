"""Attempts on pid 1, the inner stage: it alone was there before the agent, and is not dumpable."""

import ctypes
import fcntl
import os
import signal
import time

from paths import refused_opening
from syscalls import call, calls_row, refused_call
from table import NotTried, all_of, code, probe, refused


def pid_1_row(name, what, *files, flags=os.O_RDONLY):
    """Registers a row that opens files of pid 1, which is not dumpable."""
    @probe("pid-1-" + name, "processes", what, "pid namespace")
    def attempt():
        return refused_opening([f"/proc/1/{file}" for file in files], flags)


pid_1_row("mem", "open pid 1's memory", "mem", "maps", "pagemap", flags=os.O_RDONLY)
pid_1_row("mem-write", "open pid 1's memory for writing", "mem", flags=os.O_RDWR)
pid_1_row("root", "look through pid 1's root", "root/", "root/home", "cwd/")
pid_1_row("exe", "open pid 1's program", "exe", "map_files/")
pid_1_row("fd", "open pid 1's descriptors", "fd/", "fd/5", "fd/6", "fdinfo/")
pid_1_row("kernel-state", "read what pid 1 does in the kernel", "stack", "syscall", "auxv", "io", "personality")
pid_1_row("settings", "change settings of pid 1", "oom_score_adj", "coredump_filter", "clear_refs", "uid_map",
          "setgroups", "autogroup", flags=os.O_WRONLY)


@probe("pid-1-slack", "processes", "change pid 1's timers", "capabilities")
def _():
    # Everybody may open it; what counts is the writing.
    def write():
        with open("/proc/1/timerslack_ns", "w") as file:
            file.write("50000")
    return refused(write)


calls_row("robust-list", "read pid 1's robust list", "pid namespace",
          ("get_robust_list", 1, ctypes.create_string_buffer(8), ctypes.create_string_buffer(8)), group="processes")
calls_row("kcmp", "compare descriptors with pid 1", "seccomp", ("kcmp", 1, 1, 0, 0, 1), group="processes")


def pidfd(pid):
    """A pidfd, which the sandbox lets everybody have."""
    descriptor, problem = call("pidfd_open", pid, 0)
    if descriptor < 0:
        raise NotTried(f"no pidfd: {code(problem)}")
    return descriptor


@probe("pidfd-getfd", "processes", "take descriptors of pid 1", "seccomp")
def _():
    return all_of(refused_call("pidfd_getfd", pidfd(1), descriptor, 0) for descriptor in (0, 5, 6))


@probe("pidfd-namespaces", "processes", "get pid 1's namespaces by its pidfd", "pid namespace")
def _():
    # PIDFD_GET_*_NAMESPACE, linux/pidfd.h.
    return all_of(refused(lambda request=request: fcntl.ioctl(pidfd(1), 0xFF00 | request)) for request in range(1, 11))


calls_row("process-madvise", "advise on pid 1's memory", "seccomp", ("process_madvise", -1, 0, 0, 0, 0),
          group="processes")


@probe("setns-pid-1", "processes", "join pid 1's namespaces", "seccomp")
def _():
    outcomes = [refused_call("setns", pidfd(1), 0x7E020000)]
    for name in os.listdir("/proc/self/ns"):
        descriptor = os.open(f"/proc/self/ns/{name}", os.O_RDONLY)
        outcomes.append(refused_call("setns", descriptor, 0))
    return all_of(outcomes + [refused_opening([f"/proc/1/ns/{name}" for name in os.listdir("/proc/self/ns")])])


@probe("kill-pid-1", "processes", "kill pid 1", "pid namespace")
def _():
    # The kernel ignores it for the first process of a namespace.
    os.kill(1, signal.SIGKILL)
    time.sleep(0.2)
    return os.path.exists("/proc/1/comm"), "pid 1 lives"


calls_row("ptrace-pid-1", "trace pid 1", "seccomp", ("ptrace", 0x4206, 1, 0, 0), group="processes")
