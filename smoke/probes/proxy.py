"""Attempts to have the proxy of the gate lead elsewhere than to the allowed host."""

import os
import resource
import time

from gate import allowed_host, answer_of_proxy, connect_request, need_gate, need_plain_gate, proxy
from table import NotTried, all_of, probe


def refused_by_proxy(requests):
    """Stopped when the gate itself refuses every one, (what to call it, the request): 403, and it says why. Another
    answer says that the gate has tried to reach somebody; none says nothing at all."""
    outcomes, unanswered = [], []
    for name, request in requests:
        status, reason = answer_of_proxy(request)
        said = f"{name[:40]!r}: {status or 'no answer'} {reason}".strip()
        if status == 0:
            unanswered.append(said)
        else:
            outcomes.append((status == 403 and reason != "", said))
    stopped, evidence = all_of(outcomes)
    if stopped and unanswered:
        raise NotTried("; ".join(unanswered))
    return stopped, evidence


def tunnel_row(id, what, *targets):
    """Registers a row that asks the proxy for tunnels. {0} in a target is the allowed name."""
    @probe(id, "network", what, "gate")
    def attempt():
        need_gate()
        texts = [target.format(*allowed_host()) for target in targets]
        return refused_by_proxy((text, connect_request(text)) for text in texts)


tunnel_row("proxy-loopback", "CONNECT to 127.0.0.1", "127.0.0.1:443", "127.0.0.1:80", "127.0.0.1:22")
tunnel_row("proxy-loopback-ipv6", "CONNECT to [::1]", "[::1]:443", "[::]:443", "[0:0:0:0:0:0:0:1]:443")
tunnel_row("proxy-mapped", "CONNECT to [::ffff:127.0.0.1]", "[::ffff:127.0.0.1]:443", "[::ffff:7f00:1]:443",
           "[64:ff9b::7f00:1]:443", "[2002:7f00:1::]:443")
tunnel_row("proxy-octal", "CONNECT to 0177.0.0.1", "0177.0.0.1:443", "0177.0000.0000.0001:443")
tunnel_row("proxy-hex", "CONNECT to 0x7f.0.0.1", "0x7f.0.0.1:443", "0x7f000001:443", "0x7F.1:443")
tunnel_row("proxy-decimal", "CONNECT to 2130706433", "2130706433:443", "127.1:443", "0:443", "0.0.0.0:443")
tunnel_row("proxy-metadata", "CONNECT to 169.254.169.254", "169.254.169.254:443", "169.254.169.254:80",
           "metadata.google.internal:443", "[fd00:ec2::254]:443")
tunnel_row("proxy-private", "CONNECT to private and multicast addresses", "10.0.0.1:443", "172.17.0.1:443",
           "192.168.0.1:443", "100.64.0.1:443", "224.0.0.1:443", "255.255.255.255:443", "[fe80::1%25lo]:443")
tunnel_row("proxy-localhost", "CONNECT to localhost by names", "localhost:443", "LOCALHOST:443", "a.localhost:443",
           "localhost.localdomain:443", "ip6-localhost:443", "127.0.0.1.nip.io:443")
tunnel_row("proxy-not-allowed", "CONNECT to a name not allowed", "evil.test:443", "example.invalid:443")
tunnel_row("proxy-beside", "CONNECT to names like the allowed", "x{0}:443", "{0}.evil.test:443", "evil-{0}:443",
           "x.{0}:443")
tunnel_row("proxy-port-22", "CONNECT to the allowed name's port 22", "{0}:22", "{0}:25", "{0}:8080")
tunnel_row("proxy-port-99999", "CONNECT to port 99999", "{0}:99999", "{0}:65979", "{0}:4294967739")
tunnel_row("proxy-port-negative", "CONNECT to port -1", "{0}:-1", "{0}:0", "{0}:+443", "{0}: 443", "{0}:0x1bb", "{0}:")
tunnel_row("proxy-crlf", "CONNECT with line ends in the target", "127.0.0.1:443\r\nHost: {0}:443", "{0}\r\n:22",
           "127.0.0.1:443 HTTP/1.1\r\nX: {0}:443", "{0}%0d%0a:443", "{0}\n:443", "evil.test\0.{0}:443")
tunnel_row("proxy-userinfo", "CONNECT with a user in the target", "{0}@127.0.0.1:443", "{0}:443@127.0.0.1:443",
           "user@{0}:443", "127.0.0.1:443@{0}:22", "{0}#@127.0.0.1:443", "{0}\\@127.0.0.1:443")
tunnel_row("proxy-trailing-dot", "CONNECT to names with a last dot", "localhost.:443", "127.0.0.1.:443",
           "evil.test.:443", "{0}.:443", "{0}..:443")
tunnel_row("proxy-lookalike", "CONNECT to lookalikes of the allowed name", "xn--{0}:443",
           "\u0430{0}:443", "{0}\u3002:443", "\uff10.0.0.0:443", "\u2460\u2461\u2466.0.0.1:443")
tunnel_row("proxy-overlong", "CONNECT to an overlong host", "a" * 254 + ".test:443", "a." * 5000 + "test:443",
           "a" * 70000 + ":443", "{0}" + "." * 300 + ":443")
tunnel_row("proxy-schemes", "CONNECT to URLs", "http://127.0.0.1/", "https://{0}/", "file:///etc/passwd", "/", "*",
           "unix:/run/docker.sock:443")


@probe("proxy-inward", "network", "CONNECT to allowed names with private addresses", "gate")
def _():
    # Whoever answers for an allowed name may say that it is this machine, or one of the local network.
    names = [name for name in os.environ.get("AGENTVM_PROBE_INWARD", "").split(",") if name]
    if not names:
        raise NotTried("AGENTVM_PROBE_INWARD names no host")
    need_gate()
    answers = {name: answer_of_proxy(connect_request(f"{name}:443")) for name in names}
    if any(reason == "host-not-allowed" for _, reason in answers.values()):
        raise NotTried(f"not all of these are allowed: {answers}")
    return all(answer == (403, "private-address") for answer in answers.values()), str(answers)


def plain_row(id, what, *requests):
    """Registers a row that asks the proxy for pages of plain HTTP, which must be refused."""
    @probe(id, "network", what, "gate")
    def attempt():
        need_plain_gate()
        texts = [request.format(*allowed_host()) for request in requests]
        return refused_by_proxy((text.splitlines()[0], text.encode()) for text in texts)


plain_row("proxy-get-loopback", "GET http://127.0.0.1/",
          "GET http://127.0.0.1/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
          "GET http://[::1]/ HTTP/1.1\r\nHost: [::1]\r\n\r\n",
          "GET http://localhost:80/ HTTP/1.0\r\n\r\n", "GET http://169.254.169.254/latest/ HTTP/1.1\r\nHost: x\r\n\r\n")
plain_row("proxy-get-mismatch", "GET with a Host that is allowed",
          "GET http://127.0.0.1/ HTTP/1.1\r\nHost: {0}\r\n\r\n", "GET http://evil.test/ HTTP/1.1\r\nHost: {0}\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: {0}\r\nHost: 127.0.0.1\r\n\r\n",
          "GET http://{0}/ HTTP/1.1\r\nHost: {0}\r\n host: folded\r\n\r\n")
plain_row("proxy-get-userinfo", "GET with a user in the URL",
          "GET http://{0}@127.0.0.1/ HTTP/1.1\r\nHost: {0}\r\n\r\n",
          "GET http://{0}:80@127.0.0.1:80/ HTTP/1.1\r\nHost: {0}\r\n\r\n",
          "GET http://127.0.0.1\\@{0}/ HTTP/1.1\r\nHost: {0}\r\n\r\n",
          "GET http:////127.0.0.1/ HTTP/1.1\r\nHost: {0}\r\n\r\n")
plain_row("proxy-smuggling", "hide a second request in one",
          "CONNECT 127.0.0.1:443 HTTP/1.1\r\nContent-Length: 60\r\n\r\nCONNECT {0}:443 HTTP/1.1\r\n\r\n",
          "GET ftp://{0}/ HTTP/1.1\r\nHost: {0}\r\n\r\n", "CONNECT evil.test:443 HTTP/1.1\nHost: {0}\r\n\r\n",
          "CONNECT\tevil.test:443 HTTP/1.1\r\n\r\n", "connect evil.test:443 HTTP/1.1\r\n\r\n",
          "\x16\x03\x01\x00\x05hello\r\n\r\n")


@probe("gate-exhaustion", "network", "hold all of the gate's connections", "gate")
def _():
    # It is this agent's own gate; it must only live on, still refuse, and still let through what is allowed.
    need_gate()
    most = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 1500)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    held = []
    for _ in range(most - 50):
        try:
            held.append(proxy())
        except OSError:
            break
    during, _ = answer_of_proxy(connect_request("evil.test:443"))
    for connection in held:
        connection.close()
    time.sleep(0.5)
    after, _ = answer_of_proxy(connect_request("evil.test:443"))
    try:
        need_gate()
        lives = True
    except (NotTried, OSError):
        lives = False
    return during in (0, 403) and after == 403 and lives, (
        f"{len(held)} held; the answer then is {during}, afterwards {after}; the allowed host is reached: {lives}")
