"""Attempts to make sockets of families that no agent needs, and the kernel's modules behind them."""

import ctypes
import errno
import socket

from syscalls import LIBC, REFUSALS
from table import all_of, code, probe


FAMILIES = {"vsock": 40, "packet": 17, "alg": 38, "bluetooth": 31, "tipc": 30, "rds": 21, "can": 29, "xdp": 44,
            "smc": 43, "key": 15, "nfc": 39, "kcm": 41, "qipcrtr": 42, "mctp": 45, "ax25": 3, "x25": 9, "pppox": 24,
            "llc": 26, "ib": 27, "phonet": 35, "caif": 37, "ieee802154": 36, "rxrpc": 33, "isdn": 34}


def family_row(name):
    """Registers a row that makes a socket of another family."""
    @probe("af-" + name, "sockets", f"make a socket of AF_{name.upper()}", "seccomp")
    def attempt():
        def make(kind):
            try:
                socket.socket(FAMILIES[name], kind).close()
            except OSError as error:
                return error.errno in REFUSALS, code(error)
            return False, "it was made"
        return all_of(make(kind) for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET,
                                              socket.SOCK_RAW))


for each_family in ("vsock", "packet", "alg", "bluetooth", "tipc", "rds"):
    family_row(each_family)


@probe("af-others", "sockets", "make sockets of all other families", "seccomp")
def _():
    made = []
    for family in range(3, 50):
        if family in (10, 16):
            continue
        try:
            socket.socket(family, socket.SOCK_DGRAM).close()
            made.append(f"{family} made")
        except OSError as error:
            if error.errno not in REFUSALS:
                made.append(f"{family} {code(error)}")
    return not made, " ".join(made) or "all are refused"


@probe("socketpair-families", "sockets", "make pairs of other families", "seccomp")
def _():
    # The kernel makes both sockets, and loads the family's module, before it says that there are no pairs of it.
    reached = []
    for name, family in FAMILIES.items():
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
            ends = (ctypes.c_int * 2)()
            ctypes.set_errno(0)
            made = LIBC.socketpair(family, kind, 0, ends) == 0
            if made or ctypes.get_errno() == errno.EOPNOTSUPP:
                reached.append(f"{name} {'made' if made else 'made and dropped'}")
                break
    return not reached, ", ".join(reached) or "no family but the allowed ones is reached"
