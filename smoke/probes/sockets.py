"""Attempts to reach the sockets and queues of the host's programs."""

import array
import errno
import fcntl
import glob
import os
import re
import socket
import stat
import struct

from paths import caller_home, workspace
from stage import DOOR
from syscalls import REFUSALS, refused_call
from table import NotTried, code, probe


def connected(path, kinds=(socket.SOCK_STREAM, socket.SOCK_SEQPACKET, socket.SOCK_DGRAM)):
    """None when a socket can be connected to; otherwise why not."""
    problem = "?"
    for kind in kinds:
        try:
            connection = socket.socket(socket.AF_UNIX, kind)
        except OSError as error:
            return code(error)
        with connection:
            connection.settimeout(2)
            try:
                connection.connect(path)
                return None
            except OSError as error:
                problem = code(error)
                if error.errno != errno.EPROTOTYPE:
                    return problem
    return problem


def out_of_reach(patterns):
    """Stopped when no socket that the patterns name can be connected to."""
    paths = [path for pattern in patterns if pattern for path in glob.glob(pattern) or [pattern]]
    problems = {path: connected(path) for path in paths}
    reached = [path for path, problem in problems.items() if problem is None]
    return not reached, "reached " + " ".join(reached) if reached else " ".join(sorted(set(problems.values())))


def socket_row(id, what, *patterns):
    """Registers a row that connects to sockets, of which some are in variables."""
    @probe(id, "sockets", what, "mounts")
    def attempt():
        return out_of_reach([os.path.expandvars(os.path.expanduser(pattern)) for pattern in patterns])


def address_in(variable):
    """A path in a variable like DBUS_SESSION_BUS_ADDRESS."""
    found = re.search(r"path=([^,;]+)", os.environ.get(variable, ""))
    return found.group(1) if found else ""


socket_row("docker", "reach container engines", "/run/docker.sock", "/var/run/docker.sock", "/run/containerd/*.sock",
           "/run/podman/podman.sock", "/run/user/*/podman/podman.sock", "/run/crio/crio.sock",
           "/var/lib/lxd/unix.socket")
socket_row("dbus", "reach D-Bus", "/run/dbus/system_bus_socket", "/var/run/dbus/system_bus_socket", "/run/user/*/bus",
           address_in("DBUS_SESSION_BUS_ADDRESS"))
socket_row("x11", "reach X11", "/tmp/.X11-unix/X*", "\0/tmp/.X11-unix/X0", "\0/tmp/.X11-unix/X1")
socket_row("wayland", "reach Wayland", "/run/user/*/wayland-*", "$XDG_RUNTIME_DIR/wayland-0")
socket_row("ssh-agent", "reach the SSH agent", "$SSH_AUTH_SOCK", "/tmp/ssh-*/agent.*", "/run/user/*/keyring/ssh")
socket_row("gpg-agent", "reach the GPG agent", "~/.gnupg/S.gpg-agent*", "/run/user/*/gnupg/S.*", "/root/.gnupg/S.*")
socket_row("tmux", "reach tmux servers", "/tmp/tmux-*/*", "/run/tmux/*", "/run/user/*/tmux*",
           os.environ.get("TMUX", "").split(",")[0])
socket_row("systemd", "reach systemd and its logs", "/run/systemd/private", "/run/systemd/notify",
           "/run/systemd/journal/socket", "/run/systemd/io.systemd.*", "/dev/log", "/run/user/*/systemd/private")
socket_row("sound", "reach sound and other desktop services", "/run/user/*/pulse/native", "/run/user/*/pipewire-*",
           "/run/avahi-daemon/socket", "/run/snapd.socket", "/run/cups/cups.sock", "/run/nscd/socket")


@probe("agentvm-sockets", "sockets", "reach agentvm's own sockets", "mounts")
def _():
    root = f"{caller_home()}/.agentvm"
    return out_of_reach([f"{root}/run/*", f"{root}/run/*/*", f"{root}/tmux/*", f"{root}/*.sock", "/tmp/agentvm*/*",
                         "/run/user/*/agentvm*"])


@probe("socket-sweep", "sockets", "reach any socket but the door", "mounts")
def _():
    # Whatever a daemon of the host may have left in the workspace as well.
    found = []
    for top in ("/run", "/tmp", "/var", "/home", "/dev", "/etc", workspace()):
        for folder, _, names in os.walk(top):
            found += [path for path in (os.path.join(folder, name) for name in names)
                      if path != DOOR and stat.S_ISSOCK(os.lstat(path).st_mode)]
    reached = [path for path in found if connected(path) is None]
    return not reached, f"reached {reached[:3]}" if reached else f"none answers of {found[:3]}"


def addresses():
    """The addresses of IPv4 that the interfaces have."""
    room = array.array("B", bytes(4096))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        # SIOCGIFCONF: struct ifconf, which becomes an array of struct ifreq.
        size, _ = struct.unpack("iP", fcntl.ioctl(asker, 0x8912, struct.pack("iP", len(room), room.buffer_info()[0])))
    return [socket.inet_ntoa(room[start + 20:start + 24].tobytes()) for start in range(0, size, 40)]


def has_own_network():
    """Whether there is nothing but the loopback, and no address but its own."""
    return ([name for _, name in socket.if_nameindex()] == ["lo"]
            and all(address.startswith("127.") for address in addresses()))


@probe("abstract", "sockets", "reach abstract sockets of the host", "net namespace")
def _():
    names = []
    with open("/proc/net/unix") as lines:
        names = list({line.split()[-1][1:] for line in lines if line.split()[-1].startswith("@")})
    given = os.environ.get("AGENTVM_PROBE_ABSTRACT")
    reached = [name for name in names + [given or ""] if name and connected("\0" + name) is None]
    if reached:
        return False, f"reached @{reached[0]}"
    if not given and not has_own_network():
        raise NotTried("it is the host's network, and no abstract socket is known on it")
    return True, "the one on the host is not here" if given else f"{len(names)} in this network of our own"


@probe("system-v-ipc", "sockets", "find shared memory of the host", "ipc namespace")
def _():
    counts = {}
    for kind in ("shm", "sem", "msg"):
        with open(f"/proc/sysvipc/{kind}") as lines:
            counts[kind] = len(lines.readlines()) - 1
    left = os.listdir("/dev/shm")
    return not any(counts.values()) and not left, f"{counts}, /dev/shm: {left}"


@probe("message-queues", "sockets", "find message queues of the host", "ipc namespace")
def _():
    # A new namespace counts its own queues only; opening one that is not there must fail.
    return refused_call("mq_open", b"agentvm-no-such-queue", os.O_RDWR, 0, None, refusals=(*REFUSALS, errno.ENOENT))


@probe("abstract-host", "sockets", "reach them on the host's network", "landlock", levels=())
def _():
    given = os.environ.get("AGENTVM_PROBE_ABSTRACT")
    if not given or has_own_network():
        raise NotTried("it is no network of the host's")
    problem = connected("\0" + given)
    return problem is not None, problem or f"reached @{given}"
