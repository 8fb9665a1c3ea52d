"""Attempts to reach anything past the gate.

No packet leaves the machine: whether an address can be reached is asked of the routes, by connecting a datagram
socket, which sends nothing."""

import fcntl
import os
import re
import socket
import struct

from pids import own_pids
from sockets import addresses, has_own_network
from syscalls import REFUSALS, number
from table import NotTried, all_of, code, probe, refused


# In the network that smoke/escape makes it is there, and so are some of the addresses below; a packet goes to none.
PUBLIC = "93.184.216.34"


def route(address):
    """The address that we would use to reach another; None when there is no route."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as asker:
        try:
            asker.connect((address, 9))
        except OSError as error:
            return None, code(error)
        return asker.getsockname()[0], ""


def route_row(id, what, *addresses):
    """Registers a row that asks for routes."""
    @probe(id, "network", what, "net namespace")
    def attempt():
        outcomes = []
        for address in addresses:
            source, problem = route(address)
            outcomes.append((source is None, f"{address}: {problem or 'reached from ' + source}"))
        stopped, evidence = all_of(outcomes)
        if stopped and not has_own_network():
            raise NotTried("the network is the host's, and has no such routes")
        return stopped, evidence


route_row("direct-ip", "reach public addresses directly", PUBLIC, "203.0.113.9", "9.9.9.9")
route_row("private-ip", "reach private networks", "10.0.0.5", "172.17.0.1", "192.168.0.1", "100.64.0.1")
route_row("metadata", "reach the cloud's metadata", "169.254.169.254", "fd00:ec2::254")
route_row("ipv6", "reach addresses of IPv6", "2001:db8::1", "2606:4700:4700::1111", "64:ff9b::7f00:1")
route_row("multicast", "reach the local network's others", "224.0.0.251", "239.255.255.250", "255.255.255.255")


@probe("interfaces", "network", "see interfaces of the host", "net namespace")
def _():
    return has_own_network(), " ".join([name for _, name in socket.if_nameindex()] + addresses())


@probe("host-listeners", "network", "see who listens on the host", "net namespace")
def _():
    if not has_own_network():
        return False, "the host's own tables are read"
    return True, "the tables are those of a network of our own"


def probe_ports():
    """The ports of the host's services."""
    text = os.environ.get("AGENTVM_PROBE_PORTS", "")
    if not text:
        raise NotTried("AGENTVM_PROBE_PORTS names no port")
    return [int(word) for word in re.findall(r"\d+", text)]


def reached_tcp(address, port, protocol=0):
    """Why a port can't be connected to; None when it can."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM, protocol) as connection:
            connection.settimeout(2)
            connection.connect((address, port))
            # Whoever only ends the connection is the gate.
            connection.settimeout(0.3)
            try:
                if connection.recv(1) == b"":
                    return "closed at once"
            except TimeoutError:
                pass
            return None
    except OSError as error:
        return code(error) if error.errno else "time is over"


def loopback_row(id, what, *addresses):
    """Registers a row that connects to the host's services."""
    @probe(id, "network", what, "net namespace")
    def attempt():
        outcomes = []
        for port in probe_ports():
            for address in addresses:
                problem = reached_tcp(address, port)
                outcomes.append((problem is not None, f"{address} {port}: {problem or 'reached'}"))
        return all_of(outcomes)


loopback_row("loopback", "reach services on the host's loopback", "127.0.0.1", "127.0.1.1", "0.0.0.0")
loopback_row("loopback-ipv6", "reach them by IPv6", "::1", "::ffff:127.0.0.1", "::")
loopback_row("loopback-gate", "reach them by the gate's address", "127.77.0.1", "127.77.0.2")


@probe("raw-sockets", "network", "make raw sockets", "capabilities")
def _():
    return all_of(refused(lambda family=family, protocol=protocol: socket.socket(family, socket.SOCK_RAW, protocol))
                  for family, protocol in ((2, 1), (2, 255), (2, 6), (10, 58), (10, 255)))


@probe("ping", "network", "send pings without privileges", "net namespace")
def _():
    stopped, evidence = refused(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM, 1))
    source, problem = route(PUBLIC)
    return stopped or source is None, evidence if stopped else f"no route: {problem}" if problem else "there is a route"


def protocol_row(id, what, protocol, kind=socket.SOCK_STREAM):
    """Registers a row that uses another protocol, which must lead nowhere that TCP does not lead."""
    @probe(id, "network", what, "net namespace")
    def attempt():
        try:
            socket.socket(socket.AF_INET, kind, protocol).close()
        except OSError as error:
            return True, code(error)
        if not has_own_network():
            return False, "it is made, and the network is the host's"
        ports = [int(word) for word in re.findall(r"\d+", os.environ.get("AGENTVM_PROBE_PORTS", ""))]
        reached = [port for port in ports if kind == socket.SOCK_STREAM
                   and reached_tcp("127.0.0.1", port, protocol) is None]
        source, problem = route(PUBLIC)
        return not reached and source is None, f"ports reached: {reached}, route: {problem or source}"


protocol_row("mptcp", "use MPTCP", 262)
protocol_row("sctp", "use SCTP", 132)
protocol_row("dccp", "use DCCP", 33, 6)
protocol_row("udplite", "use UDP-Lite", 136, socket.SOCK_DGRAM)


def netlink(kind, body):
    """The kernel's errno for a request of NETLINK_ROUTE; 0 when it was done."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as link:
        link.settimeout(2)
        # NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE
        link.send(struct.pack("IHHII", 16 + len(body), kind, 0x405, 1, 0) + body)
        answer = link.recv(4096)
        return -struct.unpack("i", answer[16:20])[0] if struct.unpack("H", answer[4:6])[0] == 2 else -1


@probe("netlink", "network", "add addresses and routes", "capabilities")
def _():
    loopback = socket.if_nametoindex("lo")
    address = struct.pack("BBBBI", 2, 32, 0, 0, loopback) + struct.pack("HH4B", 8, 2, 198, 51, 100, 7)
    way = struct.pack("BBBBBBBBI", 2, 32, 0, 0, 254, 4, 253, 1, 0)
    way += struct.pack("HH4B", 8, 1, 198, 51, 100, 7) + struct.pack("HHI", 8, 4, loopback)
    up = struct.pack("BxHiII", 0, 1, loopback, 1, 1)
    return all_of((problem in REFUSALS, f"{name}: {code(problem) if problem else 'done'}") for name, problem in
                  (("address", netlink(20, address)), ("route", netlink(24, way)), ("link", netlink(16, up))))


@probe("netfilter", "network", "change packet filters and tunnels", "capabilities")
def _():
    # SIOCSIFFLAGS, SIOCADDRT, SIOCSIFADDR on the loopback with what it has already.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        request = struct.pack("16sH14x", b"lo", 0x49) + bytes(8)
        outcomes = [refused(lambda number=number: fcntl.ioctl(asker, number, request)) for number in (0x8914, 0x8916)]
        # IPT_SO_SET_REPLACE: only the superuser of the network may.
        outcomes.append(refused(lambda: asker.setsockopt(0, 64, bytes(96))))
        outcomes.append(refused(lambda: asker.setsockopt(socket.SOL_SOCKET, 12, 7)))
    return all_of(outcomes)


@probe("netlink-events", "network", "hear of the host's devices", "net namespace")
def _():
    if not has_own_network():
        return refused(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 15).bind((0, 1)))
    return True, "a network of our own has none"


@probe("bridge", "network", "find and kill the network's bridge", "pid namespace")
def _():
    names = {}
    for pid in own_pids():
        try:
            with open(f"/proc/{pid}/cmdline") as file:
                names[pid] = file.read()
        except OSError:
            continue
    found = [pid for pid, words in names.items() if re.search(r"supervisor\0(gate|open)|pasta|slirp|socat", words)]
    return not found, f"visible: {found}" if found else "it is not visible"
