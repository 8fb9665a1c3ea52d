"""Attempts of a command that runs on its caller's own terminal, with its caller's streams: `agentvm here`. What it does
to the terminal is seen by the caller, in smoke/probes/outside.py, when it has ended."""

import fcntl
import os
import signal
import struct
import termios
import tty

from descriptors import list_descriptors
from environment import environments
from paths import MARK, caller_home, refused_opening
from syscalls import call
from table import Known, NotTried, Planted, all_of, code, probe, refused
from terminal import terminal

# Where smoke/escape's shell puts a folder and a file of the caller's, which come as standard streams.
FOLDER, FILE = 3, 4


def here_row(id, what, layer):
    """Registers a row that is tried by `agentvm here`."""
    return probe(f"here-{id}", "here", what, layer, levels=())


def left_row(id, what, layer="supervisor"):
    """Registers a row that leaves the caller's terminal in another state."""
    def register(leave):
        @here_row(id, what, layer)
        def attempt():
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            try:
                leave(terminal())
            except OSError as error:
                return True, code(error)
            raise Planted("left for the caller")
        return leave
    return register


@left_row("type", "type into the caller's terminal", "seccomp")
def _(descriptor):
    for target in (descriptor, os.open("/dev/tty", os.O_RDWR)):
        for request in (0x5412, 0x5412 | 1 << 32, 0x541C):
            for byte in (b"i", b"d", b"\n"):
                call("ioctl", target, request, byte)


@left_row("raw", "leave the terminal raw and silent")
def _(descriptor):
    tty.setraw(descriptor)


@left_row("group", "leave the terminal to another group")
def _(descriptor):
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        signal.pause()
    try:
        os.setpgid(child, child)
    except OSError:
        pass
    os.tcsetpgrp(descriptor, child)


@left_row("nonblocking", "leave the terminal without waiting")
def _(descriptor):
    fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_NONBLOCK | os.O_ASYNC)


@left_row("exclusive", "shut others out of the terminal")
def _(descriptor):
    fcntl.ioctl(descriptor, termios.TIOCEXCL)


@left_row("discipline", "leave a line discipline that swallows all")
def _(descriptor):
    # N_NULL
    fcntl.ioctl(descriptor, termios.TIOCSETD, struct.pack("i", 27))


@left_row("stopped", "leave the terminal's output stopped")
def _(descriptor):
    termios.tcflow(descriptor, termios.TCOOFF)


@left_row("size", "leave the terminal with another size", "none: see docs/limits.md")
def _(descriptor):
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 1, 1, 0, 0))


@here_row("environment", "find the caller's environment", "environment")
def _():
    canary = os.environ["AGENTVM_PROBE_CANARY"][::-1].encode()
    found = [f"/proc/{pid}/{name}" for pid, name, text in environments() if canary in text]
    return not found, "found in " + " ".join(found) if found else "it is nowhere"


@here_row("descriptors", "use other descriptors of the caller", "descriptors")
def _():
    known = {str(FOLDER), str(FILE)}
    others = [line for line in list_descriptors() if line.split()[0] not in known and "/proc/" not in line
              and "pipe:" not in line]
    return not others, f"open: {others}" if others else "none but the standard streams"


@here_row("parent", "write above the caller's folder", "mounts")
def _():
    # A folder made there is in the sandbox's own file system, if anywhere: smoke/escape looks beside it from outside.
    refused(lambda: os.mkdir(os.path.join(os.path.dirname(os.getcwd()), MARK)))
    return all_of([refused_opening(["../beside.txt", f"{caller_home()}/beside.txt", f"{caller_home()}/.netrc"])])


@here_row("folder-stream", "leave by a folder as standard input", "landlock")
def _():
    try:
        os.fstat(FOLDER)
    except OSError:
        raise NotTried("there is no such stream")
    actions = {"make a folder": lambda: os.mkdir(MARK, dir_fd=FOLDER),
               "rename": lambda: os.rename("beside.txt", MARK, src_dir_fd=FOLDER, dst_dir_fd=FOLDER),
               "link": lambda: os.symlink("/", MARK + "-link", dir_fd=FOLDER)}
    for path, flags in (("beside.txt", os.O_RDONLY), (".ssh/id_ed25519", os.O_RDONLY),
                        ("../../../../etc/shadow", os.O_RDONLY), ("../../../../etc/passwd", os.O_RDONLY),
                        (MARK + "-file", os.O_CREAT | os.O_WRONLY)):
        actions[f"open {path}"] = lambda path=path, flags=flags: os.close(os.open(path, flags, dir_fd=FOLDER))
    outcomes = []
    for what, action in actions.items():
        stopped, evidence = refused(action)
        outcomes.append((stopped, f"{what}: {evidence}"))
    return all_of(outcomes)


@here_row("folder-walk", "walk through a folder as standard input", "descriptors")
def _():
    # Landlock does not mind who goes into a folder, or asks what is there; and the folder itself is open already.
    here = os.getcwd()
    try:
        names = os.listdir(FOLDER)
        os.fchdir(FOLDER)
        size = os.stat(".ssh/id_ed25519").st_size
    except OSError as error:
        return True, code(error)
    finally:
        os.chdir(here)
    raise Known(f"{len(names)} names are listed, sizes and modes are seen below them: {size} bytes")


@here_row("file-stream", "read a file that is standard output", "landlock")
def _():
    try:
        os.fstat(FILE)
    except OSError:
        raise NotTried("there is no such stream")
    return all_of([refused(lambda: os.pread(FILE, 10, 0)), refused_opening([f"/proc/self/fd/{FILE}"]),
                   refused_opening([f"/proc/self/fd/{FILE}"], os.O_RDWR)])
