"""The gate as a program of the sandbox meets it: the proxy, what it answers, and whether it lets the allowed host
through at all. Without that a refusal means nothing: whatever is dead refuses everything."""

import os
import re
import select
import socket
from urllib.parse import urlsplit

from hello import client_hello, records, server_name
from table import NotTried

# How a connection went on after what was received.
ENOUGH, ENDED, BROKEN_OFF, SILENT = "enough", "ended", "broken off", "silent"


def proxy():
    """A connection to the proxy."""
    address = os.environ.get("https_proxy") or os.environ.get("HTTPS_PROXY")
    if not address:
        raise NotTried("there is no https_proxy")
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port or 3128), timeout=4)


def allowed_host():
    """The name that the gate lets through, and its port."""
    name, _, port = os.environ.get("AGENTVM_PROBE_ALLOWED", "").partition(":")
    if not name:
        raise NotTried("AGENTVM_PROBE_ALLOWED names no host")
    return name, int(port or 443)


def received(connection, is_enough):
    """(what has come, how it went on): read until it is enough, or the other side ends, or nothing comes."""
    answer = b""
    try:
        while not is_enough(answer):
            piece = connection.recv(4096)
            if not piece:
                return answer, ENDED
            answer += piece
    except TimeoutError:
        return answer, SILENT
    except OSError:
        return answer, BROKEN_OFF
    return answer, ENOUGH


def sent(connection, pieces):
    """Sends them until there is an answer; how it went on, when that is known already."""
    for piece in pieces:
        try:
            connection.sendall(piece)
        except OSError:
            return BROKEN_OFF
        # select() knows only the first 1024 descriptors.
        answers = select.poll()
        answers.register(connection, select.POLLIN)
        if answers.poll(10):
            break
    return None


def has_head(answer):
    """Whether that is a whole head of HTTP."""
    return b"\r\n\r\n" in answer


def connect_request(target):
    """A CONNECT."""
    target = target if isinstance(target, bytes) else target.encode()
    return b"CONNECT " + target + b" HTTP/1.1\r\nHost: " + target + b"\r\n\r\n"


def answer_of_proxy(request):
    """(status, reason) for a request; status 0 when there is no answer, and then the reason is how it ended."""
    with proxy() as connection:
        problem = sent(connection, [request])
        answer, end = received(connection, has_head)
    found = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
    reason = re.search(rb"(?i)x-agentvm-refused: *([a-z-]+)", answer)
    if not found:
        return 0, problem or end
    return int(found.group(1)), reason.group(1).decode() if reason else ""


def through_tunnel(pieces):
    """(what comes back, how it went on) after some bytes went through a tunnel to the allowed name."""
    name, port = allowed_host()
    with proxy() as connection:
        connection.sendall(connect_request(f"{name}:{port}"))
        head, _ = received(connection, has_head)
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise NotTried(f"no tunnel to the allowed name: {head.splitlines()[:1]}")
        problem = sent(connection, pieces)
        answer, end = received(connection, bool)
        return answer, end if answer else problem or end


def need_gate():
    """Raises NotTried unless the allowed name is reached through the proxy, and its server answers a right hello."""
    proxy().close()
    name, _ = allowed_host()
    answer, end = through_tunnel(records(client_hello(server_name(name))))
    if answer[:1] != b"\x16":
        raise NotTried(f"the allowed name does not answer a right hello: {answer[:8].hex() or end}")


def need_plain_gate():
    """Raises NotTried unless a page of the allowed name can be had by plain HTTP: where that is not allowed either,
    everything is refused for that reason."""
    need_gate()
    name, _ = allowed_host()
    status, reason = answer_of_proxy(f"GET http://{name}/ HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
    if status != 200:
        raise NotTried(f"no page of the allowed name by plain HTTP: {status or 'no answer'} {reason}")
