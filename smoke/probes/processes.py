"""Attempts to reach processes outside, and to have more rights than the agent."""

import ctypes
import fcntl
import glob
import os
import signal
import struct
import subprocess
import time

from pids import has_gained, own_pids, status
from stage import RunningStage, STAGE
from syscalls import MACHINE, REFUSALS, call, number, refused_call
from table import NotTried, all_of, code, probe, promised, refused


@probe("proc-roots", "processes", "leave by another process's root or cwd", "pid namespace")
def _():
    ours, seen = os.stat("/"), []
    for pid in own_pids():
        try:
            root = os.stat(f"/proc/{pid}/root/")
        except OSError:
            continue
        if (root.st_dev, root.st_ino) != (ours.st_dev, ours.st_ino):
            seen.append(pid)
    return not seen, f"other roots: {seen}" if seen else f"all {len(own_pids())} processes have ours, or hide it"


@probe("host-pids", "processes", "see processes of the host", "pid namespace")
def _():
    foreign = [pid for pid in own_pids() if pid != 1 and status(pid)["PPid"].strip() == "0"]
    return not foreign, f"without a parent here: {foreign}" if foreign else "all come from pid 1"


@probe("signal-sweep", "processes", "signal processes that /proc hides", "pid namespace")
def _():
    hidden = []
    for pid in range(2, 40000):
        try:
            os.kill(pid, 0)
        except OSError:
            continue
        if not os.path.exists(f"/proc/{pid}"):
            hidden.append(pid)
    return not hidden, f"hidden ones: {hidden[:5]}" if hidden else "none of 40000 is hidden"


@probe("kill-all", "processes", "reach processes outside by kill -1", "pid namespace")
def _():
    # Signal 0 reaches whoever a real one would, and does nothing.
    try:
        os.kill(-1, 0)
    except ProcessLookupError:
        return True, "nobody"
    outside = [pid for pid in own_pids() if pid != 1 and status(pid)["PPid"].strip() == "0"]
    return not outside, "it reaches only what /proc shows" if not outside else f"reaches {outside}"


@probe("outer-group", "processes", "signal the process group outside", "pid namespace")
def _():
    group = os.getpgid(1)
    if group == 0:
        return True, "pid 1's group has no number here"
    return refused(lambda: os.killpg(group, 0)) if group != 1 else (True, "pid 1 leads a group of its own")


@probe("ptrace-child", "processes", "trace a child of ours", "seccomp")
def _():
    child = os.fork()
    if child == 0:
        signal.pause()
    try:
        return promised(("trusted",), refused_call("ptrace", 0x4206, child, 0, 0))
    finally:
        os.kill(child, signal.SIGKILL)


@probe("ptrace-me", "processes", "ask to be traced", "seccomp")
def _():
    return promised(("trusted",), refused_call("ptrace", 0, 0, 0, 0))


class Registers(ctypes.Structure):
    """struct user_regs_struct of x86_64."""
    _fields_ = [(name, ctypes.c_ulonglong) for name in
                ("r15 r14 r13 r12 bp bx r11 r10 r9 r8 ax cx dx si di orig_ax ip cs flags sp ss fs_base gs_base ds es "
                 "fs gs").split()]


def traced_call(nr, first):
    """What the kernel answers a traced child whose tracer puts another system call in place of its own."""
    child = os.fork()
    if child == 0:
        call("ptrace", 0, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        os.getppid()
        os._exit(0)
    registers, changed = Registers(), False
    try:
        os.waitpid(child, 0)
        # Stops at calls are marked: PTRACE_O_TRACESYSGOOD.
        call("ptrace", 0x4200, child, 0, 1)
        while True:
            if call("ptrace", 24, child, 0, 0)[0] < 0:
                raise NotTried("the child can't be led on")
            _, word = os.waitpid(child, 0)
            if not os.WIFSTOPPED(word):
                raise NotTried("the child has ended")
            if os.WSTOPSIG(word) != signal.SIGTRAP | 0x80:
                continue
            call("ptrace", 12, child, 0, ctypes.byref(registers))
            if changed:
                return ctypes.c_longlong(registers.ax).value
            if registers.orig_ax == 110:
                registers.orig_ax, registers.di = nr, first
                call("ptrace", 13, child, 0, ctypes.byref(registers))
                changed = True
    finally:
        os.kill(child, signal.SIGKILL)


@probe("ptrace-filter", "processes", "have a tracer change a filtered call", "seccomp", levels=("trusted",))
def _():
    if MACHINE != "x86_64":
        raise NotTried(f"not on {MACHINE}")
    answers = {name: traced_call(number(name), 0) for name in ("unshare", "keyctl", "umount2")}
    return all(answer == -1 for answer in answers.values()), f"answers: {answers}"


@probe("ptrace-suspend", "processes", "suspend the filter of a child", "capabilities", levels=("trusted",))
def _():
    # PTRACE_O_SUSPEND_SECCOMP, and PTRACE_SECCOMP_GET_FILTER, which would show the program.
    child = os.fork()
    if child == 0:
        signal.pause()
    try:
        return all_of([refused_call("ptrace", 0x4206, child, 0, 1 << 21),
                       refused_call("ptrace", 0x420C, child, 0, 0, refusals=(*REFUSALS, 3))])
    finally:
        os.kill(child, signal.SIGKILL)


@probe("ptrace-pid-1-ways", "processes", "attach to pid 1 in every way", "pid namespace", levels=("trusted",))
def _():
    # PTRACE_ATTACH, PTRACE_SEIZE, and then what is asked of whoever is traced.
    return all_of([refused_call("ptrace", request, 1, 0, 0) for request in (16, 0x4206)]
                  + [refused_call("ptrace", request, 1, 0, 0, refusals=(*REFUSALS, 3)) for request in (1, 2, 12, 8)])


@probe("ptrace-stage", "processes", "trace a stage, and have its rights", "seccomp", levels=("trusted",))
def _():
    # A stage that we start is ours, with our confinement; nothing of pid 1 is in it.
    with RunningStage() as process:
        call("ptrace", 0x4206, process.pid, 0, 0)
        gained = has_gained(process.pid)
    return not gained, gained or "as confined as we are"


@probe("process-vm", "processes", "read and write memory across processes", "seccomp")
def _():
    text = ctypes.create_string_buffer(b"marker")
    part = struct.pack("QQ", ctypes.addressof(text), len(text))
    child = os.fork()
    if child == 0:
        signal.pause()
    try:
        names = ("process_vm_readv", "process_vm_writev")
        stopped, evidence = all_of(refused_call(name, 1, part, 1, part, 1, 0) for name in names)
        if not stopped:
            return stopped, f"pid 1: {evidence}"
        return promised(("trusted",), all_of(refused_call(name, child, part, 1, part, 1, 0) for name in names))
    finally:
        os.kill(child, signal.SIGKILL)


@probe("outer-namespace", "processes", "get the user namespace outside", "user namespace")
def _():
    # NS_GET_USERNS and NS_GET_PARENT of linux/nsfs.h. What they may give is asked for its own parent, up to the top.
    found = []
    for name in ("user", "pid", "mnt", "net"):
        here = os.open(f"/proc/self/ns/{name}", os.O_RDONLY)
        for request in (0xB701, 0xB702):
            try:
                other = fcntl.ioctl(here, request)
            except OSError:
                continue
            if os.fstat(other).st_ino != os.stat("/proc/self/ns/user").st_ino:
                found.append(f"{name}:{request:x}:{os.fstat(other).st_ino}")
    return not found, " ".join(found) if found else "none is given"


@probe("daemon", "processes", "hide a daemon from the sandbox's end", "pid namespace")
def _():
    # Whatever leaves its session stays in the pid namespace, which ends with pid 1.
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        grandchild = os.fork()
        if grandchild:
            os.write(write, str(grandchild).encode())
            os._exit(0)
        signal.pause()
    os.waitpid(child, 0)
    daemon = int(os.read(read, 20))
    visible = daemon in own_pids()
    os.kill(daemon, signal.SIGKILL)
    return visible, f"the daemon is pid {daemon} of this namespace: {visible}"


@probe("setuid-programs", "processes", "run setuid programs of the host", "mounts")
def _():
    programs = [path for folder in ("/usr/bin", "/usr/sbin", "/usr/lib/*", "/usr/libexec")
                for path in glob.glob(folder + "/*")
                # ssh-agent would leave a socket.
                if os.path.isfile(path) and os.stat(path).st_mode & 0o6000 and not path.endswith("/ssh-agent")]
    if not programs:
        raise NotTried("the host has none")
    gains = []
    for path in programs[:20]:
        try:
            process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
        except OSError:
            continue
        for _ in range(5):
            gain = has_gained(process.pid)
            if gain and status(process.pid)["State"][0] != "Z":
                gains.append(f"{path}: {gain}")
            time.sleep(0.01)
        process.kill()
        process.wait()
    return not gains, gains[0] if gains else f"{len(programs)} programs, none gains anything"


@probe("memfd-exec", "processes", "run a program from memory unconfined", "seccomp")
def _():
    try:
        memory = os.memfd_create("probe", 0)
    except OSError as error:
        return True, code(error)
    with open("/usr/bin/cat", "rb") as program:
        os.write(memory, program.read())
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(write, 1)
        os.execve(f"/proc/self/fd/{memory}", ["cat", "/proc/self/status"], {})
    os.close(write)
    with os.fdopen(read) as text:
        lines = dict((line.split(":\t", 1) + [""])[:2] for line in text.read().splitlines())
    confined = lines.get("Seccomp") == "2" and lines.get("NoNewPrivs") == "1" and int(lines.get("CapEff", "1"), 16) == 0
    return confined, f"filter {lines.get('Seccomp')}, no new privileges {lines.get('NoNewPrivs')}"


@probe("stage-preload", "processes", "load code into the stage", "user namespace")
def _():
    # It is then our own process with our own confinement; pid 1 has long been started, with a clean environment.
    with RunningStage(LD_PRELOAD="libm.so.6", LD_AUDIT="libm.so.6") as process:
        gained = has_gained(process.pid)
    return not gained, gained or "as confined as we are"


@probe("stage-modes", "processes", "misuse the stage's modes for the host", "mounts")
def _():
    failures = []
    for words in (["run", "/dev/null"], ["once", "/dev/null"], ["open", "proxy:3128"], ["linger", "1"], ["gate", "x"]):
        try:
            status_code = subprocess.run([STAGE, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL, timeout=1).returncode
        except subprocess.TimeoutExpired:
            continue
        if status_code == 0 and words[0] in ("run", "once", "open"):
            failures.append(words[0])
    return not failures, "worked: " + " ".join(failures) if failures else "they fail, or wait in vain"


@probe("own-status", "processes", "have capabilities, privileges or no filter", "capabilities")
def _():
    gains = [f"{pid}: {has_gained(pid)}" for pid in own_pids() if has_gained(pid)]
    return not gains, "; ".join(gains[:3]) or "no process has any"
