"""Attempts on the kernel: its settings, its memory, namespaces, and what a process may become."""

import ctypes
import mmap
import os
import signal
import stat
import struct

from paths import problem_opening, refused_opening
from syscalls import LIBC, MACHINE, call, judged, raw_call, refused_call
from table import NotTried, all_of, code, probe, refused


def sysctl_row(id, what, *paths):
    """Registers a row that opens settings of the kernel for writing, and writes nothing."""
    @probe(id, "kernel", what, "mounts")
    def attempt():
        return refused_opening(paths, os.O_WRONLY)


sysctl_row("core-pattern", "open core_pattern for writing", "/proc/sys/kernel/core_pattern")
sysctl_row("sysrq", "open sysrq-trigger for writing", "/proc/sysrq-trigger", "/proc/sys/kernel/sysrq")
sysctl_row("modprobe-path", "open the kernel's helper paths for writing", "/proc/sys/kernel/modprobe",
           "/proc/sys/kernel/hotplug", "/proc/sys/kernel/poweroff_cmd", "/proc/sys/kernel/usermodehelper/bset")
sysctl_row("binfmt", "register a binary format", "/proc/sys/fs/binfmt_misc/register",
           "/proc/sys/fs/binfmt_misc/status")
sysctl_row("sysctl-settings", "open other settings for writing", "/proc/sys/vm/swappiness",
           "/proc/sys/kernel/ns_last_pid", "/proc/sys/net/ipv4/ip_unprivileged_port_start",
           "/proc/sys/user/max_user_namespaces", "/proc/sys/kernel/randomize_va_space",
           "/proc/sys/fs/protected_symlinks")
sysctl_row("sys-writes", "open /sys for writing", "/sys/kernel/uevent_helper", "/sys/power/state",
           "/sys/fs/cgroup/release_agent", "/sys/kernel/mm/ksm/run", "/sys/module/kernel/parameters/panic")
sysctl_row("irq", "open interrupts and memory ranges for writing", "/proc/irq/default_smp_affinity", "/proc/mtrr",
           "/proc/acpi/wakeup", "/proc/scsi/scsi", "/proc/bus/pci/00/00.0")


@probe("proc-sweep", "kernel", "open anything in /proc for writing", "mounts")
def _():
    # Opened without truncation, and nothing is written. The files of processes are looked at above; a trigger of
    # /proc/pressure is there for everybody, and tells its opener alone.
    opened, count = [], 0
    for folder, folders, names in os.walk("/proc"):
        if folder == "/proc":
            folders[:] = [name for name in folders if not name.isdigit() and "self" not in name and name != "net"]
        for name in names:
            path = os.path.join(folder, name)
            count += 1
            if stat.S_ISREG(os.lstat(path).st_mode) and problem_opening(path, os.O_WRONLY) is None:
                opened.append(path)
    opened = [path for path in opened if not path.startswith("/proc/pressure/")]
    return not opened, "opened " + " ".join(opened[:5]) if opened else f"none of {count}"


@probe("kernel-memory", "kernel", "read the kernel's memory or symbols", "mounts")
def _():
    outcomes = []
    for path in ("/proc/kcore", "/proc/kallsyms", "/proc/kpageflags", "/proc/vmallocinfo", "/proc/slabinfo", "/dev/mem",
                 "/dev/kmem", "/proc/timer_list"):
        try:
            with open(path, "rb") as file:
                start = file.read(4096)
        except OSError as error:
            outcomes.append((True, code(error)))
            continue
        words = [line.split()[0] for line in start.splitlines()[:-1] if line.split()]
        hidden = path == "/proc/kallsyms" and all(int(word, 16) == 0 for word in words)
        outcomes.append((hidden or not start, f"{path}: {'nothing' if hidden or not start else start[:20]}"))
    return all_of(outcomes)


@probe("kernel-log", "kernel", "read the kernel's log", "seccomp")
def _():
    return all_of([refused_call("syslog", 3, ctypes.create_string_buffer(64), 64), refused_call("syslog", 10, None, 0),
                   refused_opening(["/dev/kmsg", "/proc/kmsg"])])


@probe("keys-files", "kernel", "read keys in /proc", "mounts")
def _():
    return refused_opening(["/proc/keys", "/proc/key-users"])


NAMESPACES = {"user": 0x10000000, "mnt": 0x20000, "pid": 0x20000000, "net": 0x40000000, "ipc": 0x8000000,
              "uts": 0x4000000, "cgroup": 0x2000000, "time": 0x80}


@probe("unshare", "kernel", "make new namespaces by unshare", "seccomp")
def _():
    return all_of(refused_call("unshare", flag) for flag in NAMESPACES.values())


@probe("clone-namespaces", "kernel", "make new namespaces by clone", "seccomp")
def _():
    def attempt(flag):
        result, problem = call("clone", flag | signal.SIGCHLD, 0, 0, 0, 0)
        if result == 0:
            os._exit(0)
        return judged("clone", result, problem)
    # A new time namespace can't be asked of clone: its bit belongs to the signal there.
    outcomes = [attempt(flag) for name, flag in NAMESPACES.items() if name != "time"]
    return all_of(outcomes + [attempt(NAMESPACES["user"] | 1 << 40)])


@probe("clone3", "kernel", "start a process by clone3", "seccomp")
def _():
    result, problem = call("clone3", struct.pack("QQQQQQQQ", NAMESPACES["user"], 0, 0, 0, signal.SIGCHLD, 0, 0, 0), 64)
    if result == 0:
        os._exit(0)
    return judged("clone3", result, problem)


@probe("x32", "kernel", "use system calls of x32", "seccomp")
def _():
    if MACHINE != "x86_64":
        raise NotTried(f"not on {MACHINE}")
    return all_of(judged(f"x32 {nr}", *raw_call(0x40000000 | nr, 0, 0, 0)) for nr in (39, 272, 101, 520, 521))


@probe("int-80", "kernel", "use system calls of i386", "seccomp")
def _():
    if MACHINE != "x86_64":
        raise NotTried(f"not on {MACHINE}")
    # mov eax, 20 (getpid of i386); int 0x80; ret. The filter kills the process: SIGSYS, which counts as stopped.
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")
    function = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    result = function()
    return result < 0, f"getpid of i386 = {result}"


@probe("filter-over", "kernel", "override the filter by another one", "seccomp")
def _():
    # One instruction: allow all. The strictest verdict of all filters counts.
    allow = struct.pack("HBBI", 6, 0, 0, 0x7FFF0000)
    text = ctypes.create_string_buffer(allow)
    call("seccomp", 1, 0, struct.pack("HxxxxxxQ", 1, ctypes.addressof(text)))
    return refused_call("unshare", NAMESPACES["user"])


@probe("privileges-back", "kernel", "take back no-new-privileges", "seccomp")
def _():
    LIBC.prctl(38, 0, 0, 0, 0)
    kept = LIBC.prctl(39, 0, 0, 0, 0) == 1
    return kept, f"it is still set: {kept}"


@probe("become-root", "kernel", "become another user", "user namespace")
def _():
    return all_of([refused(lambda: os.setuid(0)), refused(lambda: os.setresuid(0, 0, 0)),
                   refused(lambda: os.setgid(0)), refused(lambda: os.setgroups([0])),
                   refused(lambda: os.setuid(65534))])


@probe("id-maps", "kernel", "write the maps of ids", "user namespace")
def _():
    def write(name, text):
        descriptor = os.open(f"/proc/self/{name}", os.O_WRONLY)
        os.write(descriptor, text)
    return all_of([refused(lambda: write("uid_map", b"0 0 1")), refused(lambda: write("gid_map", b"0 0 1")),
                   refused(lambda: write("setgroups", b"allow"))])


@probe("capset", "kernel", "take capabilities", "capabilities")
def _():
    header = struct.pack("Ii", 0x20080522, 0)
    everything = struct.pack("IIIIII", *[0xFFFFFFFF] * 3, *[0x1FF] * 3)
    # capset, and PR_CAP_AMBIENT_RAISE of CAP_SYS_ADMIN.
    return all_of([judged("capset", LIBC.capset(header, everything), ctypes.get_errno()),
                   judged("ambient", LIBC.prctl(47, 2, 21, 0, 0), ctypes.get_errno())])
