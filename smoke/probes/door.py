"""Attempts on the door, the one socket between the sandbox and its supervisor."""

import os
import socket
import struct
import time

from stage import DOOR
from syscalls import call
from table import all_of, code, probe, refused


WITH_DOOR = ("standard", "trusted")


def door(kind=socket.SOCK_DGRAM):
    """A connection to the door."""
    connection = socket.socket(socket.AF_UNIX, kind)
    connection.settimeout(2)
    connection.connect(DOOR)
    return connection


def door_still_works(evidence):
    """Stopped when the supervisor still takes what is short and well-formed."""
    end = time.monotonic() + 3
    while time.monotonic() < end:
        try:
            with door() as connection:
                connection.send(b"probe")
            return True, evidence + "; the door still works"
        except (OSError, TimeoutError) as error:
            last = error
            time.sleep(0.1)
    return False, f"{evidence}; the door is dead: {last}"


@probe("door-huge", "sockets", "send huge datagrams through the door", "descriptors", levels=WITH_DOOR)
def _():
    said = []
    for size in (0, 1, 4096, 65536, 200_000, 8 << 20):
        try:
            with door() as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16 << 20)
                connection.send(b"\0" * size)
                said.append(f"{size} sent")
        except OSError as error:
            said.append(f"{size} {code(error) if error.errno else 'waits'}")
    return door_still_works(", ".join(said))


@probe("door-flood", "sockets", "flood the door", "descriptors", levels=WITH_DOOR)
def _():
    sent = 0
    with door() as connection:
        connection.setblocking(False)
        for index in range(3000):
            try:
                connection.send(b"\x1b]2;#(x)\x07\n\xff" * (index % 200))
                sent += 1
            except OSError:
                time.sleep(0.0005)
    return door_still_works(f"{sent} of 3000 taken")


@probe("door-descriptors", "sockets", "pass descriptors through the door", "descriptors", levels=WITH_DOOR)
def _():
    with door() as connection:
        socket.send_fds(connection, [b"probe"], [os.open("/", os.O_PATH)] * 100)
    return door_still_works("100 descriptors sent")


@probe("door-peer", "sockets", "get the supervisor by its socket", "pid namespace", levels=WITH_DOOR)
def _():
    outcomes = []
    with door() as connection:
        for name, option, size in (("peer", 17, 12), ("peer's pidfd", 77, 4), ("peer's groups", 59, 400)):
            try:
                answer = connection.getsockopt(socket.SOL_SOCKET, option, size)
            except OSError as error:
                outcomes.append((True, f"{name}: {code(error)}"))
                continue
            if option == 77:
                result, problem = call("pidfd_send_signal", struct.unpack("i", answer)[0], 0, None, 0)
                outcomes.append((result < 0, f"{name}: signal 0 says {code(problem) if result < 0 else 'yes'}"))
            elif option == 17:
                pid = struct.unpack("i", answer[:4])[0]
                outcomes.append((pid == 0, f"{name}: pid {pid}"))
            else:
                outcomes.append((True, f"{name}: {len(answer)} bytes"))
    return all_of(outcomes)


@probe("door-stream", "sockets", "connect to the door as stream", "descriptors", levels=WITH_DOOR)
def _():
    return all_of(refused(lambda kind=kind: door(kind)) for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET))
