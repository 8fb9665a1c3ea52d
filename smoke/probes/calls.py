"""System calls that no agent needs, and that lead deep into the kernel."""

import ctypes
import os
import resource
import struct

from syscalls import MACHINE, calls_row, judged, raw_call, refused_call
from table import NotTried, all_of, probe


calls_row("keyctl", "use the kernel's keys", "seccomp", ("keyctl", 0, -3, 0),
          ("add_key", b"user", b"agentvm-probe", b"x", 1, -2), ("request_key", b"user", b"agentvm-probe", None, 0))
calls_row("io-uring", "make an io_uring", "seccomp", ("io_uring_setup", 8, ctypes.create_string_buffer(120)),
          ("io_uring_enter", -1, 0, 0, 0, None, 0), ("io_uring_register", -1, 0, None, 0))
# An array map of one entry.
calls_row("bpf", "load a map into the kernel", "seccomp",
          ("bpf", 0, struct.pack("IIIII", 2, 4, 4, 1, 0) + bytes(100), 120))
# A software clock of our own, without the kernel.
calls_row("perf", "open a performance counter", "seccomp",
          ("perf_event_open", struct.pack("IIQQQQQ", 1, 112, 0, 0, 0, 0, 0x60) + bytes(64), 0, -1, -1, 0))
calls_row("userfaultfd", "handle page faults by userfaultfd", "seccomp", ("userfaultfd", 1))
calls_row("modules", "load and unload modules", "seccomp", ("finit_module", -1, b"", 0), ("init_module", None, 0, b""),
          ("delete_module", b"agentvm-no-such-module", 0x800))
calls_row("kexec", "load another kernel", "seccomp", ("kexec_load", 0, 1, None, 0),
          ("kexec_file_load", -1, -1, 0, b"", 0))
# The magic numbers are wrong on purpose: nobody who gets this far reboots.
calls_row("reboot", "reach reboot, with wrong magic numbers", "seccomp", ("reboot", 0, 0, 0, None))
calls_row("swap", "turn swapping on and off", "seccomp", ("swapon", b"/agentvm-no-such-file", 0),
          ("swapoff", b"/agentvm-no-such-file"))
calls_row("acct", "turn process accounting on", "seccomp", ("acct", b"/agentvm-no-such-file"))
calls_row("quota", "use quotas", "seccomp", ("quotactl", 0x80000100, None, 0, None),
          ("quotactl_fd", -1, 0x80000100, 0, None))
# Without a time to set nothing would change.
calls_row("set-time", "set the clock", "seccomp", ("settimeofday", None, None), ("clock_settime", 0, None),
          ("clock_adjtime", 0, ctypes.create_string_buffer(208)), ("adjtimex", ctypes.create_string_buffer(208)))
calls_row("fanotify", "watch whole file systems", "seccomp", ("fanotify_init", 0x200, 0),
          ("fanotify_mark", -1, 1, 0, 0, None))
calls_row("memory-policy", "move pages between memories", "seccomp", ("get_mempolicy", None, None, 0, None, 0),
          ("move_pages", 0, 0, None, None, None, 0), ("set_mempolicy_home_node", 0, 0, 0, 0))
calls_row("secret-memory", "hide memory from the kernel", "seccomp", ("memfd_secret", 0))
calls_row("lsm-self", "change our security attributes", "seccomp", ("lsm_set_self_attr", 100, None, 0, 0))
calls_row("personality", "choose another personality", "seccomp", ("personality", 0x40000), ("personality", 0x400000),
          ("personality", 8))


@probe("hostname", "kernel", "set the host's name", "seccomp")
def _():
    # To what it is already.
    with open("/proc/sys/kernel/domainname", "rb") as file:
        domain = file.read().strip()
    name = os.uname().nodename.encode()
    return all_of([refused_call("sethostname", name, len(name)), refused_call("setdomainname", domain, len(domain))])


@probe("ports", "kernel", "use the processor's I/O ports", "seccomp")
def _():
    return all_of([refused_call("iopl", 3), refused_call("ioperm", 0x80, 1, 1),
                   refused_call("modify_ldt", 0, ctypes.create_string_buffer(16), 16)])


@probe("obsolete-calls", "kernel", "use calls that nobody needs", "seccomp")
def _():
    if MACHINE != "x86_64":
        raise NotTried(f"not on {MACHINE}")
    obsolete = {"create_module": 174, "uselib": 134, "nfsservctl": 180, "lookup_dcookie": 212}
    return all_of(judged(name, *raw_call(nr, 0, 0, 0)) for name, nr in obsolete.items())


@probe("core-dump", "kernel", "feed a crash to the host's handler", "rlimit")
def _():
    # A handler behind a pipe gets the dump of a process whose limit is 0; only 1 keeps it away. Nothing crashes here.
    with open("/proc/sys/kernel/core_pattern") as file:
        pattern = file.read().strip()
    limit = resource.getrlimit(resource.RLIMIT_CORE)[1]
    if pattern[:1] in "|@":
        return limit == 1, f"the pattern is a {'pipe' if pattern[0] == '|' else 'socket'}, the limit {limit}"
    return limit <= 1, f"the pattern is a file, the limit {limit}"
