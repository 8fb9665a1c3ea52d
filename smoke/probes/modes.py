"""Attempts to leave files that are more than files: setuid programs, devices, attributes."""

import ctypes
import fcntl
import os
import socket
import stat
import struct

from paths import link_descriptor, own_path, refused_opening, workspace
from syscalls import AT_FDCWD, call, refused_call
from table import all_of, code, probe, refused


@probe("mknod", "files", "make a block device in the workspace", "user namespace")
def _():
    return all_of(refused(lambda path=own_path(f"-{kind}"): os.mknod(path, kind | 0o600, os.makedev(254, 0)))
                  for kind in (stat.S_IFBLK, stat.S_IFCHR))


@probe("whiteout", "files", "make a 0:0 device, an overlay's whiteout", "mounts")
def _():
    # The kernel lets everybody make this one, and it opens nothing.
    path = own_path()
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, 0)
    except OSError as error:
        return True, code(error)
    try:
        return refused_opening([path])
    finally:
        os.unlink(path)


def setuid_row(id, what, make, layer="seccomp"):
    """Registers a row that tries to leave a setuid or setgid file in the workspace, which the host has without nosuid.
    What counts is the file afterwards, not what the call said."""
    @probe(id, "files", what, layer)
    def attempt():
        path = own_path()
        try:
            try:
                result, problem = make(path)
            except OSError as error:
                result, problem = -1, error.errno
            try:
                mode = os.lstat(path).st_mode
            except FileNotFoundError:
                return True, f"no file: {code(problem)}"
            bits = stat.S_IMODE(mode) & 0o6000
            return not bits, f"mode {stat.S_IMODE(mode):o}, the call said {code(problem) if result < 0 else result}"
        finally:
            if os.path.lexists(path):
                os.rmdir(path) if os.path.isdir(path) else os.unlink(path)


def with_file(action):
    """Makes an ordinary file first."""
    def make(path):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o755))
        return action(path.encode())
    return make


def fchmod_setuid(path):
    return call("fchmod", os.open(path, os.O_RDONLY), 0o4755)


def temporary_setuid(name, flag_words):
    """A nameless file with the setuid bit, which then gets a name: O_TMPFILE takes a mode without O_CREAT."""
    def make(path):
        flags = os.O_TMPFILE | os.O_RDWR
        descriptor, problem = call(name, *flag_words, workspace().encode(), flags, 0o4755)
        if descriptor >= 0:
            link_descriptor(descriptor, path)
        return descriptor, problem
    return make


def open_how(flags, mode):
    return struct.pack("QQQ", flags, mode, 0)


def socket_setuid(path):
    listener = socket.socket(socket.AF_UNIX)
    result = call("fchmod", listener.fileno(), 0o6777)
    listener.bind(os.path.relpath(path))
    return result


def inherited_setgid(path):
    os.mkdir(path)
    return call("fchmodat", AT_FDCWD, path.encode(), 0o2775)


setuid_row("setuid-chmod", "chmod 4755 a file of ours",
           with_file(lambda path: call("chmod", path, 0o4755)))
setuid_row("setuid-fchmod", "fchmod 4755 a file of ours", with_file(fchmod_setuid))
setuid_row("setuid-fchmodat", "fchmodat 4755 a file of ours",
           with_file(lambda path: call("fchmodat", AT_FDCWD, path, 0o4755)))
setuid_row("setuid-fchmodat2", "fchmodat2 4755 a file of ours",
           with_file(lambda path: call("fchmodat2", AT_FDCWD, path, 0o4755, 0)))
setuid_row("setuid-high-bits", "chmod with bits above the mode",
           with_file(lambda path: call("fchmodat", AT_FDCWD, path, 0o4755 | 1 << 32)))
setuid_row("setuid-open", "open a new file with mode 4755",
           lambda path: call("open", path.encode(), os.O_CREAT | os.O_WRONLY, 0o4755))
setuid_row("setuid-openat", "openat a new file with mode 4755",
           lambda path: call("openat", AT_FDCWD, path.encode(), os.O_CREAT | os.O_WRONLY, 0o4755))
setuid_row("setuid-openat2", "openat2 a new file with mode 4755",
           lambda path: call("openat2", AT_FDCWD, path.encode(), open_how(os.O_CREAT | os.O_WRONLY, 0o4755), 24))
setuid_row("setuid-creat", "creat a file with mode 4755", lambda path: call("creat", path.encode(), 0o4755))
setuid_row("setuid-tmpfile-open", "open O_TMPFILE with 4755, then link it", temporary_setuid("open", []))
setuid_row("setuid-tmpfile-openat", "openat O_TMPFILE with 4755, then link it", temporary_setuid("openat", [AT_FDCWD]))
setuid_row("setuid-mknod", "mknod a plain file with mode 4755",
           lambda path: call("mknod", path.encode(), stat.S_IFREG | 0o4755, 0))
setuid_row("setuid-mknodat", "mknodat a plain file with mode 4755",
           lambda path: call("mknodat", AT_FDCWD, path.encode(), stat.S_IFREG | 0o4755, 0))
setuid_row("setuid-socket", "bind a socket whose mode is 6777", socket_setuid)
setuid_row("setgid-folder", "chmod 2775 a folder", inherited_setgid)


@probe("setgid-filled", "files", "leave a setgid program with content", "seccomp")
def _():
    # Writing takes the bits away, but for setgid without the group's right to execute; an access list then gives that.
    path = own_path()
    descriptor, problem = call("openat", AT_FDCWD, workspace().encode(), os.O_TMPFILE | os.O_RDWR, 0o2705)
    if descriptor < 0:
        return True, code(problem)
    os.write(descriptor, b"#!/bin/true\n")
    try:
        link_descriptor(descriptor, path)
        entries = b"".join(struct.pack("<HHI", tag, rights, 0xFFFFFFFF) for tag, rights in ((1, 7), (4, 5), (32, 5)))
        os.setxattr(path, "system.posix_acl_access", struct.pack("<I", 2) + entries)
        facts = os.stat(path)
        return facts.st_mode & 0o2010 != 0o2010, f"mode {stat.S_IMODE(facts.st_mode):o}, {facts.st_size} bytes"
    finally:
        if os.path.exists(path):
            os.unlink(path)


@probe("mkdir-setgid", "files", "mkdir with mode 6777", "seccomp")
def _():
    path = own_path()
    os.mkdir(path, 0o6777)
    mode = stat.S_IMODE(os.stat(path).st_mode)
    os.rmdir(path)
    return not mode & 0o6000, f"mode {mode:o}"


@probe("file-capability", "files", "give a file of ours capabilities", "capabilities")
def _():
    path = own_path()
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o755))
    try:
        everything = struct.pack("<IIIII", 0x02000001, 0xFFFFFFFF, 0, 0x1FF, 0)
        return refused(lambda: os.setxattr(path, "security.capability", everything))
    finally:
        os.unlink(path)


@probe("trusted-xattr", "files", "set overlay attributes on a folder", "capabilities")
def _():
    return refused(lambda: os.setxattr(".", "trusted.overlay.opaque", b"y"),
                   lambda: os.removexattr(".", "trusted.overlay.opaque"))


@probe("chown", "files", "give a file to root", "user namespace")
def _():
    path = own_path()
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    try:
        return all_of(refused(lambda owner=owner: os.chown(path, owner, -1)) for owner in (0, 65534))
    finally:
        os.unlink(path)


@probe("immutable", "files", "make a file of ours immutable", "capabilities")
def _():
    path = own_path()
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    get, put, immutable = 0x80086601, 0x40086602, 0x10
    try:
        flags = struct.unpack("l", fcntl.ioctl(descriptor, get, bytes(8)))[0]
        return refused(lambda: fcntl.ioctl(descriptor, put, struct.pack("l", flags | immutable)),
                       lambda: fcntl.ioctl(descriptor, put, struct.pack("l", flags)))
    finally:
        os.unlink(path)


@probe("file-system-control", "files", "thaw the host's file system, map blocks", "capabilities")
def _():
    path = own_path()
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        return all_of(refused(lambda request=request: fcntl.ioctl(descriptor, request, bytes(8)))
                      for request in (0xC0045878, 1))
    finally:
        os.unlink(path)


@probe("handle", "files", "open a file by its handle", "seccomp")
def _():
    handle = ctypes.create_string_buffer(struct.pack("Ii", 128, 0) + bytes(128))
    mount_id = ctypes.c_int()
    return all_of([refused_call("name_to_handle_at", AT_FDCWD, b".", handle, ctypes.byref(mount_id), 0),
                   refused_call("open_by_handle_at", AT_FDCWD, handle, os.O_RDONLY)])
