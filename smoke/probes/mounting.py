"""Attempts to mount, by all the calls that there are for it."""

import ctypes
import errno
import os
import struct

from paths import own_path
from syscalls import AT_FDCWD, call, calls_row, refused_call
from table import NotTried, all_of, probe


def private_folder():
    """A folder of the workspace to mount on."""
    path = own_path()
    os.mkdir(path)
    return path


def mount_row(id, what, *arguments_of):
    """Registers a row that mounts something in a folder of ours."""
    @probe(id, "kernel", what, "seccomp")
    def attempt():
        folder = private_folder()
        try:
            return all_of(refused_call(*make(folder.encode())) for make in arguments_of)
        finally:
            os.rmdir(folder)


mount_row("mount-tmpfs", "mount a tmpfs", lambda at: ("mount", b"none", at, b"tmpfs", 0, None))
mount_row("mount-bind", "bind the root elsewhere", lambda at: ("mount", b"/", at, None, 0x1000, None))
mount_row("mount-proc", "mount a new /proc", lambda at: ("mount", b"proc", at, b"proc", 0, None))
mount_row("mount-sysfs", "mount /sys", lambda at: ("mount", b"sysfs", at, b"sysfs", 0, None))
mount_row("mount-cgroup", "mount cgroups for their release agent",
          lambda at: ("mount", b"c", at, b"cgroup", 0, b"rdma"),
          lambda at: ("mount", b"c", at, b"cgroup2", 0, None))
mount_row("mount-overlay", "mount an overlay", lambda at: ("mount", b"o", at, b"overlay", 0, b"lowerdir=/usr:/etc"))
mount_row("mount-disk", "mount the host's disk", lambda at: ("mount", b"/dev/vda", at, b"ext4", 1, None))
calls_row("remount", "make /usr writable by remount", "seccomp", ("mount", None, b"/usr", None, 0x1020, None),
          ("mount", None, b"/proc/sys", None, 0x1020, None), ("mount", None, b"/", None, 0x20, None))
calls_row("propagation", "make the root's mounts shared", "seccomp", ("mount", None, b"/", None, 0x104000, None))
calls_row("mount-setattr", "make /usr writable by mount_setattr", "seccomp",
          ("mount_setattr", AT_FDCWD, b"/usr", 0, struct.pack("QQQQ", 0, 1, 0, 0), 32))
calls_row("unmount", "unmount what covers /proc and /run", "seccomp", ("umount2", b"/proc/keys", 2),
          ("umount2", b"/proc/sys", 2))
calls_row("fsopen", "make a file system by fsopen", "seccomp", ("fsopen", b"tmpfs", 0),
          ("fspick", AT_FDCWD, b"/tmp", 0), ("fsconfig", -1, 6, None, None, 0), ("fsmount", -1, 0, 0))
calls_row("open-tree", "clone a mount by open_tree", "seccomp", ("open_tree", AT_FDCWD, b"/usr", 1),
          ("open_tree_attr", AT_FDCWD, b"/usr", 1, struct.pack("QQQQ", 0, 1, 0, 0), 32),
          ("move_mount", AT_FDCWD, b"/usr", AT_FDCWD, b"/tmp", 0))
calls_row("pivot-root", "change the root", "seccomp", ("pivot_root", b".", b"."), ("chroot", b"."))


@probe("foreign-mounts", "kernel", "list mounts of other namespaces", "user namespace")
def _():
    # struct mnt_id_req with the id of a mount namespace; ids of early ones are small. ENOENT: there is none.
    seen, ids = [], (ctypes.c_uint64 * 64)()
    for namespace in [*range(1, 64), *range(0xEFFFFFF0, 0xF0000000)]:
        request = struct.pack("IIQQQ", 32, 0, 0xFFFFFFFFFFFFFFFF, 0, namespace)
        result, problem = call("listmount", request, ids, 64, 0)
        if problem == errno.ENOSYS:
            raise NotTried("this kernel has no listmount")
        if result >= 0:
            seen.append(namespace)
    return not seen, f"listed those of {seen}" if seen else "none is listed"
