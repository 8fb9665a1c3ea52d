"""Attempts of an agent whose folder is behind an overlay: to write what lies below it, and to leave in it what shows
files of the host to who looks through it later."""

import ctypes
import fcntl
import mmap
import os
import socket
import stat
import struct

from paths import caller_home, own_path, problem_opening, refused_opening, workspace
from plants import plant
from syscalls import AT_FDCWD, LIBC, refused_call
from table import all_of, code, probe, refused

BEHIND = ("paranoid",)


def overlay_row(id, what, layer):
    """Registers a row of an agent behind an overlay."""
    return probe(f"overlay-{id}", "overlay", what, layer, levels=BEHIND)


def layers():
    """The folders that the overlays' options name."""
    with open("/proc/self/mountinfo") as lines:
        for line in lines:
            right = line.split(" - ", 1)[1].split()
            if right[0] == "overlay":
                for option in right[2].split(","):
                    name, _, value = option.partition("=")
                    if name in ("lowerdir", "upperdir", "workdir"):
                        yield from value.split(":")


@overlay_row("layers", "open the overlay's layers by their paths", "mounts")
def _():
    return refused_opening(sorted({*layers(), *(os.path.dirname(path) for path in layers())}))


@overlay_row("home-paths", "open the folder where the host has it", "mounts")
def _():
    home = caller_home()
    paths = (home, f"{home}/folder", f"{home}/folder/a.txt", f"{home}/.agentvm/overlays", "/newroot", "/oldroot")
    return refused_opening([path for start in ("", "/proc/1/root", "/proc/self/root", "/proc/1/cwd/..")
                            for path in (start + path for path in paths)])


@overlay_row("roots", "find the folder below some process's root", "pid namespace")
def _():
    found = []
    for pid in (name for name in os.listdir("/proc") if name.isdigit()):
        for link in ("root", "cwd"):
            path = f"/proc/{pid}/{link}"
            if problem_opening(f"{path}{caller_home()}/folder") is None:
                found.append(path)
    return not found, "found in " + " ".join(found) if found else "in none"


@overlay_row("options", "remount the overlay with other layers", "seccomp")
def _():
    path = workspace().encode()
    return all_of([refused_call("mount", b"none", path, None, 0x20, b"lowerdir=/"),
                   refused_call("mount", None, path, None, 0x1020, None), refused_call("umount2", path, 2),
                   refused_call("mount", b"overlay", b"/tmp", b"overlay", 0, b"lowerdir=/usr:/etc,userxattr"),
                   refused_call("fspick", AT_FDCWD, path, 0),
                   refused_call("mount_setattr", AT_FDCWD, path, 0, struct.pack("QQQQ", 0, 1, 0, 0), 32)])


@overlay_row("whiteout", "make a whiteout by hand", "overlay")
def _():
    path = own_path("-whiteout")
    return refused(lambda: os.mknod(path, stat.S_IFCHR, 0), lambda: os.unlink(path))


@overlay_row("flags", "freeze and flag files through the overlay", "capabilities")
def _():
    descriptor = os.open("a.txt", os.O_RDONLY)
    # FS_IOC_SETFLAGS immutable and append-only, FIFREEZE, FITHAW.
    return all_of(refused(lambda request=request, word=word: fcntl.ioctl(descriptor, request, struct.pack("l", word)))
                  for request, word in ((0x40086602, 0x10), (0x40086602, 0x20), (0xC0045877, 0), (0xC0045878, 0)))


@overlay_row("trusted-xattr", "set the kernel's own overlay attributes", "capabilities")
def _():
    return all_of(refused(lambda name=name: os.setxattr("a.txt", f"trusted.overlay.{name}", b"y"))
                  for name in ("opaque", "redirect", "metacopy", "origin"))


@overlay_row("door", "find a socket where there is a pipe", "mounts")
def _():
    kinds = {name: stat.S_IFMT(os.lstat(f"/run/agentvm/{name}").st_mode) for name in os.listdir("/run/agentvm")}
    return kinds == {"pipe": stat.S_IFIFO, "stage": stat.S_IFREG}, " ".join(sorted(kinds))


@probe("unix-sockets", "sockets", "make UNIX sockets", "seccomp", levels=BEHIND)
def _():
    return all_of(refused(lambda kind=kind: socket.socket(socket.AF_UNIX, kind))
                  for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET, socket.SOCK_RAW))


@probe("unix-pairs", "sockets", "reach others by a pair's end", "seccomp", levels=BEHIND)
def _():
    # A datagram socket of a pair can be given another peer, where one of a stream stays with its own.
    outcomes = []
    for kind in (socket.SOCK_DGRAM, socket.SOCK_SEQPACKET, socket.SOCK_STREAM):
        path = f"/tmp/{os.urandom(4).hex()}"
        try:
            one, _one = socket.socketpair(socket.AF_UNIX, kind)
            two, _two = socket.socketpair(socket.AF_UNIX, kind)
            one.bind(path)
            # AF_UNSPEC: without a peer it takes what others send.
            LIBC.connect(one.fileno(), struct.pack("H14x", 0), 16)
            if kind != socket.SOCK_DGRAM:
                one.listen()
            two.connect(path)
            if kind == socket.SOCK_DGRAM:
                two.send(b"marker")
                one.settimeout(2)
                outcomes.append((one.recv(10) != b"marker", f"{kind.name}: another socket was reached by its path"))
            else:
                outcomes.append((False, f"{kind.name}: connected to another socket"))
        except OSError as error:
            outcomes.append((True, f"{kind.name}: {code(error)}"))
    return all_of(outcomes)


@probe("memory-files", "processes", "make files of memory", "seccomp", levels=BEHIND)
def _():
    return all_of(refused(lambda flags=flags: os.memfd_create("probe", flags)) for flags in (0, 1, 2, 8, 16))


@plant("overlay-writes", "have written the folder itself", "overlay", levels=BEHIND)
def _():
    # All that changes a file that lies below.
    with open("a.txt", "w") as file:
        file.write("written\n")
    os.truncate("b.txt", 0)
    with mmap.mmap(os.open("c.txt", os.O_RDWR), 0) as memory:
        memory[:1] = b"#"
    os.unlink("d.txt")
    os.chmod("e.txt", 0o777)
    os.utime("e.txt", (1, 1))
    os.setxattr("f.txt", "user.agentvm", b"1")
    os.rename("g.txt", "moved.txt")
    os.link("h.txt", "linked.txt")
    with open("linked.txt", "a") as file:
        file.write("more\n")
    with open(".git/config", "a") as file:
        file.write("[core]\n\tfsmonitor = touch planted-overlay-writes\n")
    with open("new.txt", "w") as file:
        file.write("new\n")
    descriptor = os.open("i.txt", os.O_RDWR)
    LIBC.fallocate(descriptor, 3, ctypes.c_long(0), ctypes.c_long(4))


@plant("overlay-attributes", "have diff show a file by attributes", "overlay", levels=BEHIND)
def _():
    # As an overlay would read them: shown from elsewhere, content elsewhere, nothing shows through, is not there.
    home = caller_home()
    for folder, path in (("redirected", f"{home}/.ssh"), ("redirected-up", "/../../.ssh"), ("redirected-by", ".ssh")):
        os.mkdir(folder)
        for prefix in ("user.overlay.", "user.overlay.overlay.", "user."):
            refused(lambda: os.setxattr(folder, prefix + "redirect", path.encode()))
    for name, value in (("metacopy", b""), ("redirect", f"{home}/.ssh/id_ed25519".encode()), ("opaque", b"y"),
                        ("whiteout", b""), ("whiteouts", b"y"), ("origin", b"\0" * 29), ("impure", b"y"),
                        ("nlink", b"U+5"), ("upper", b"\0" * 29), ("protattr", b"i"), ("uuid", b"\0" * 16)):
        for prefix in ("user.overlay.", "user.overlay.overlay."):
            path = f"attribute-{name}"
            with open(path, "w") as file:
                file.write("planted\n")
            refused(lambda: os.setxattr(path, prefix + name, value))
            refused(lambda: os.setxattr("below", prefix + name, value))


@plant("overlay-tricks", "keep diff from showing what has changed", "supervisor", levels=())
def _():
    # What can't be read, what never ends, links in place of files, and a repository that is not what it was.
    for name, text in (("a.txt", "written\n"), ("new.txt", "new\n")):
        with open(name, "w") as file:
            file.write(text)
    os.unlink("d.txt")
    os.unlink("j.txt")
    os.mkfifo("j.txt")
    os.unlink("k.txt")
    os.symlink(f"{caller_home()}/.ssh/id_ed25519", "k.txt")
    os.chmod("l.txt", 0)
    os.mkdir("shut")
    os.chmod("shut", 0)
    os.symlink("/", "root-link")
