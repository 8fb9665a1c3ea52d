"""Attempts on the pipe, by which an agent without sockets tells its supervisor something: two bytes of a length, and
so many of a report. Whatever comes, the supervisor must go on reading, and take what is in order."""

import fcntl
import os
import struct
import subprocess
import termios
import time

from paths import MARK, refused_creation
from plants import plant
from stage import PIPE, STAGE
from table import all_of, probe, refused

WITH_PIPE = ("paranoid",)
# What the rules of smoke/escape's profile know.
GOOD = "ProbeGood"


def pipe_row(id, what, layer="supervisor"):
    """Registers a row of an agent that has a pipe."""
    return probe(f"pipe-{id}", "sockets", what, layer, levels=WITH_PIPE)


def opened():
    """The pipe, to write into."""
    return os.open(PIPE, os.O_WRONLY | os.O_NONBLOCK)


def unread(pipe):
    """How many bytes nobody has read yet."""
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))[0]


def message(text):
    """A report as it should be."""
    return struct.pack(">H", len(text)) + text


def is_read(evidence):
    """Stopped when the supervisor soon has read everything, and what comes then too."""
    pipe = opened()
    end = time.monotonic() + 5
    for _ in range(2):
        while unread(pipe):
            if time.monotonic() > end:
                return False, f"{evidence}; {unread(pipe)} bytes are not read"
            time.sleep(0.01)
        os.write(pipe, message(b"Probe\0still"))
    return True, f"{evidence}; the supervisor reads on"


def pour(*pieces):
    """Writes the pieces, and waits where the pipe is full; how many bytes it took."""
    pipe, count = opened(), 0
    end = time.monotonic() + 3
    for piece in pieces:
        while time.monotonic() < end:
            try:
                count += os.write(pipe, piece)
                break
            except BlockingIOError:
                time.sleep(0.002)
    return is_read(f"{count} bytes taken")


@pipe_row("garbage", "send garbage through the pipe")
def _():
    return pour(b"\0", b"\xff" * 4096, os.urandom(60000), b"\x1b]2;#(x)\x07\n" * 500)


@pipe_row("lengths", "send wrong lengths through the pipe")
def _():
    return pour(b"\0\0", b"\xff\xff", b"\x08\x01" + b"x" * 2049, b"\x7f\xff" + b"y" * 4000, message(b"\0"), b"\0\1")


@pipe_row("split", "send reports in pieces through the pipe")
def _():
    pipe = opened()
    for byte in message(b"ProbeSplit\0in pieces"):
        os.write(pipe, bytes([byte]))
        time.sleep(0.001)
    return is_read("byte by byte")


@pipe_row("half", "send half a report, and no more")
def _():
    return pour(b"\x08\x00half")


@pipe_row("fill", "fill the pipe")
def _():
    pipe, count = opened(), 0
    try:
        for _ in range(1000):
            count += os.write(pipe, b"\x08\x00" + b"z" * 2048)
    except BlockingIOError:
        pass
    return is_read(f"{count} bytes taken at once")


@pipe_row("many", "send reports faster than they are taken")
def _():
    return pour(*[message(b"x") * 300] * 400)


@pipe_row("large", "make the pipe larger, and fill it")
def _():
    pipe = opened()
    try:
        fcntl.fcntl(pipe, 1031, 1 << 20)
    except OSError:
        pass
    return pour(*[b"\0\1\2" * 20000] * 30)


@pipe_row("own-end", "read what was told, hold it open")
def _():
    # It is the agent's own word that it takes away; what counts is that it can't do more.
    held = [os.open(PIPE, flags | os.O_NONBLOCK) for flags in (os.O_RDONLY, os.O_RDWR) for _ in range(50)]
    for descriptor in held:
        os.close(descriptor)
    return is_read("100 descriptors opened")


@pipe_row("replace", "replace the pipe by one of ours", "mounts")
def _():
    other = f"/run/{MARK}"
    os.mkfifo(other)
    try:
        return all_of([refused_creation("/run/agentvm"), refused(lambda: os.rename(other, PIPE)),
                       refused(lambda: os.rename(PIPE, "/run/pipe")), refused(lambda: os.unlink(PIPE)),
                       refused(lambda: os.chmod(PIPE, 0o666)), refused(lambda: os.utime(PIPE))])
    finally:
        if os.path.exists(other):
            os.unlink(other)


@plant("reports", "have a good report lost behind bad ones", "supervisor", levels=WITH_PIPE)
def _():
    # Short ones, in order, as many as fit: then one that must not be lost.
    pipe = opened()
    end = time.monotonic() + 2
    while time.monotonic() < end:
        try:
            os.write(pipe, message(b"x") * 1000)
        except BlockingIOError:
            time.sleep(0.001)
    while unread(pipe) and time.monotonic() < end + 5:
        time.sleep(0.01)
    subprocess.run([STAGE, "report", GOOD, '{"message": "a good one"}'], check=True, stdin=subprocess.DEVNULL)
