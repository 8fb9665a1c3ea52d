"""Attempts to say another name in TLS than the one that the gate has checked."""

import socket

from gate import (BROKEN_OFF, SILENT, allowed_host, has_head, need_gate, need_plain_gate, received, sent,
                  through_tunnel)
from hello import client_hello, records, server_name
from table import NotTried, all_of, probe


def hello_row(id, what, pieces_for):
    """Registers a row that says another name in TLS than the one asked for. The gate breaks such a tunnel off; an
    orderly end comes from the server, which then was reached."""
    @probe(id, "network", what, "gate")
    def attempt():
        need_gate()
        answer, end = through_tunnel(pieces_for(allowed_host()[0]))
        if not answer and end == SILENT:
            raise NotTried("neither answered nor broken off")
        return not answer and end == BROKEN_OFF, f"answered: {answer[:16].hex()}" if answer else end


hello_row("wrong-sni", "say another name in TLS", lambda _: records(client_hello(server_name("evil.test"))))
hello_row("no-sni", "say no name in TLS", lambda _: records(client_hello()))
hello_row("fragmented-sni", "say another name in many records",
          lambda _: records(client_hello(server_name("evil.test")), 7))
hello_row("slow-sni", "say another name byte by byte",
          lambda _: [bytes([byte]) for byte in records(client_hello(server_name("evil.test")))[0]])
hello_row("two-sni", "say two names in TLS",
          lambda name: records(client_hello(server_name(name), server_name("evil.test"))))
hello_row("two-names", "say two names in one extension",
          lambda name: records(client_hello(server_name(name, "evil.test"))))
hello_row("late-sni", "say another name, then the right one",
          lambda name: records(client_hello(server_name("evil.test")) + client_hello(server_name(name))))
hello_row("sni-suffix", "say a longer name in TLS",
          lambda name: records(client_hello(server_name(name + ".evil.test"))))
hello_row("sni-nul", "say a name with a NUL", lambda name: records(client_hello(server_name(name + "\0.evil.test"))))
hello_row("no-tls", "speak no TLS in the tunnel",
          lambda name: [f"GET / HTTP/1.1\r\nHost: {name}\r\n\r\n".encode()])


ALERT = b"\x15\3\3\0\2\2\x31"  # access denied
STRANGERS = ("127.77.0.1", "127.77.0.2", "127.0.0.1", "127.77.200.1")  # the gate listens there too, for no name


def directly(address, port, message, is_enough=bool):
    """(what comes back, how it went on) when a message is sent to the gate without its proxy."""
    try:
        with socket.create_connection((address, port), timeout=4) as connection:
            problem = sent(connection, [message])
            answer, end = received(connection, is_enough)
            return answer, end if answer else problem or end
    except OSError as error:
        return b"", BROKEN_OFF if isinstance(error, ConnectionError) else SILENT


def judged_directly(address, answer, end, refusal):
    """Stopped when that is the gate's refusal, or it breaks off."""
    if not answer and end == SILENT:
        raise NotTried(f"{address} neither answers nor breaks off")
    is_refusal = answer.startswith(refusal) if answer else end == BROKEN_OFF
    return is_refusal, f"{address}: {answer[:12]!r}" if answer else f"{address}: {end}"


@probe("direct-sni", "network", "speak TLS straight to the gate", "gate")
def _():
    # Everything of 127.0.0.0/8 is here, and the gate waits at port 443 of it; the allowed name has an address of it.
    need_gate()
    name, port = allowed_host()
    own = socket.gethostbyname(name)
    right = records(client_hello(server_name(name)))[0]
    if directly(own, port, right)[0][:1] != b"\x16":
        raise NotTried("the allowed name is not reached without the proxy either")
    wrong = records(client_hello(server_name("evil.test")))[0]
    return all_of([judged_directly(own, *directly(own, port, wrong), ALERT)]
                  + [judged_directly(address, *directly(address, 443, hello), ALERT)
                     for address in STRANGERS for hello in (right, wrong)])


@probe("direct-host", "network", "speak HTTP straight to the gate", "gate")
def _():
    need_plain_gate()
    name, _ = allowed_host()
    own = socket.gethostbyname(name)
    outcomes = []
    for host in ("evil.test", "127.0.0.1", f"{name}.evil.test", f"{name}:443", f"{name}\r\nHost: evil.test"):
        request = f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        for address in (own, *STRANGERS):
            answer, end = directly(address, 80, request, has_head)
            outcomes.append(judged_directly(address, answer, end, b"HTTP/1.1 403 "))
    return all_of(outcomes)
