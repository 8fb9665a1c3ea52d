"""Attempts to type into the terminal, which outside belongs to somebody else."""

import errno
import fcntl
import os
import select
import struct
import termios
import time
import tty

from paths import own_path, refused_opening
from syscalls import call, judged
from table import NotTried, all_of, code, probe, refused


def terminal():
    """Our terminal."""
    if not os.isatty(0):
        raise NotTried("standard input is no terminal")
    return 0


def terminal_call(request, argument):
    """An ioctl of the terminal by the full width of its number."""
    return judged(f"{request:#x}", *call("ioctl", terminal(), request, argument))


@probe("tiocsti", "terminal", "type into the terminal", "seccomp")
def _():
    return all_of(terminal_call(request, b" ") for request in (0x5412, 0x5412 | 1 << 32, 0x5412 | 0xFFFF << 48))


@probe("tioclinux", "terminal", "paste a console's selection", "seccomp")
def _():
    return all_of(terminal_call(request, b"\x03") for request in (0x541C, 0x541C | 1 << 32))


@probe("tiocsti-other", "terminal", "type by other descriptors of it", "seccomp")
def _():
    terminal()
    outcomes = []
    for path in ("/dev/tty", "/dev/console", "/proc/self/fd/0"):
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY)
        except OSError as error:
            outcomes.append((True, f"{path}: {code(error)}"))
            continue
        outcomes.append(judged(path, *call("ioctl", descriptor, 0x5412, b" ")))
    return all_of(outcomes)


@probe("steal-terminal", "terminal", "steal the terminal by TIOCSCTTY", "capabilities")
def _():
    descriptor = terminal()
    child = os.fork()
    if child == 0:
        os.setsid()
        os._exit(0 if call("ioctl", descriptor, 0x540E, 1)[0] < 0 else 1)
    stolen = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return not stolen, "refused" if not stolen else "it is ours"


@probe("console-output", "terminal", "redirect the console's output", "capabilities")
def _():
    return terminal_call(0x541D, 0)


@probe("lock-terminal", "terminal", "lock the terminal's settings", "capabilities")
def _():
    return terminal_call(0x5457, bytes(60))


@probe("vhangup", "terminal", "hang the terminal up", "seccomp")
def _():
    # Without a terminal first, so that it hits nobody.
    child = os.fork()
    if child == 0:
        os.setsid()
        os._exit(0 if call("vhangup")[1] == errno.EPERM else 1)
    worked = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return not worked, "EPERM" if not worked else "it got through"


@probe("line-discipline", "terminal", "load a line discipline on a pty", "capabilities")
def _():
    # Of a pty of our own. 0 and 27 are harmless; the others have been ways into the kernel.
    names = {1: "slip", 2: "mouse", 3: "ppp", 4: "strip", 5: "ax25", 7: "6pack", 11: "irda", 13: "hdlc", 15: "hci",
             17: "slcan", 21: "gsm", 25: "can327", 29: "mctp", 30: "development"}
    master, slave = os.openpty()
    accepted = []
    for discipline, name in names.items():
        try:
            fcntl.ioctl(slave, termios.TIOCSETD, struct.pack("i", discipline))
        except OSError:
            continue
        accepted.append(name)
        fcntl.ioctl(slave, termios.TIOCSETD, struct.pack("i", 0))
    return not accepted, "accepted: " + " ".join(accepted) if accepted else "none is accepted"


@probe("other-terminals", "terminal", "open other terminals", "mounts")
def _():
    paths = [f"/dev/pts/{index}" for index in range(100)] + ["/dev/tty0", "/dev/tty1", "/dev/ttyS0", "/dev/vcs",
                                                           "/dev/vcsa1", "/dev/hvc0"]
    return refused_opening(paths, os.O_RDWR)


@probe("console-device", "terminal", "find another terminal behind /dev/console", "mounts")
def _():
    if not os.path.exists("/dev/console"):
        return True, "there is none"
    same = os.stat("/dev/console").st_rdev == os.stat(terminal()).st_rdev
    return same, f"it is our own terminal: {same}"


@probe("pty-instance", "terminal", "make ptys among the host's", "mounts")
def _():
    master = os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY)
    index = struct.unpack("I", fcntl.ioctl(master, 0x80045430, bytes(4)))[0]
    listed = sorted(name for name in os.listdir("/dev/pts") if name != "ptmx")
    return listed == [str(index)], f"pty {index}; listed: {listed}"


@probe("master-from-slave", "terminal", "get the terminal's other side", "capabilities")
def _():
    descriptor = terminal()
    return refused(lambda: fcntl.ioctl(descriptor, 0x5441, os.O_RDWR | os.O_NOCTTY))


def terminal_says(text, seconds=0.5):
    """What the terminal types after some text was written to it."""
    descriptor = terminal()
    before = termios.tcgetattr(descriptor)
    if os.getpgrp() != os.tcgetpgrp(descriptor):
        raise NotTried("we are not in the foreground")
    try:
        tty.setraw(descriptor, termios.TCSANOW)
        os.write(descriptor, text)
        answer = b""
        while select.select([descriptor], [], [], seconds)[0]:
            answer += os.read(descriptor, 1000)
        return answer
    finally:
        termios.tcsetattr(descriptor, termios.TCSANOW, before)


def terminal_row(id, what, text):
    """Registers a row that has the terminal type what we choose, which a shell may read later."""
    @probe(id, "terminal", what, "descriptors")
    def attempt():
        answer = terminal_says(text)
        return b"marker" not in answer, f"it says {answer!r}" if answer else "it says nothing"


terminal_row("title-report", "have the terminal type its title", b"\033]2;marker\007\033[21t")
terminal_row("clipboard", "read back what went to the clipboard", b"\033]52;c;bWFya2Vy\007\033]52;c;?\007")
terminal_row("decrqss", "have the terminal repeat a request", b"\033P$qmarker\033\\")
terminal_row("answerback", "set and ask colours and answers", b"\033]4;1;marker\007\033]4;1;?\007\005")
terminal_row("passthrough", "pass text through tmux to outside", b"\033Ptmux;\033\033]2;marker\007\033\033[21t\033\\")


@probe("title-format", "terminal", "have tmux run a command by title", "descriptors")
def _():
    # The workspace has the same path outside; who looks from there later can look for the file again.
    marker = own_path("-title")
    os.write(terminal(), f"\033]2;#(touch {marker})\007\033k#(touch {marker})\033\\".encode())
    time.sleep(2.5)
    found = os.path.exists(marker)
    if found:
        os.unlink(marker)
    os.write(terminal(), b"\033]2;probe\007")
    return not found, f"after 2.5 s {'there is' if found else 'there is no'} {marker}"
