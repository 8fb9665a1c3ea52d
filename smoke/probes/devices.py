"""Attempts to open devices."""

import os
import stat

from paths import mounts, refused_opening
from table import NotTried, probe


def has_own_dev():
    """Whether /dev is the sandbox's own: then what is not there is hidden, whatever the host has."""
    return any(path == "/dev" and kind == "tmpfs" for path, _, kind in mounts())


def absent_device(*paths):
    """Stopped when no path can be opened, and that is so because /dev hides it."""
    stopped, evidence = refused_opening([path for path in paths if os.path.lexists(path)] or list(paths), os.O_RDONLY)
    if stopped and not has_own_dev():
        raise NotTried("the host's own /dev has no such device")
    return stopped, evidence


def device_row(id, what, *paths, group="kernel"):
    """Registers a row that opens devices."""
    @probe("dev-" + id, group, what, "mounts")
    def attempt():
        return absent_device(*paths)


device_row("mem", "open the machine's memory", "/dev/mem", "/dev/kmem", "/dev/port")
device_row("kvm", "open the hypervisor", "/dev/kvm", "/dev/vhost-net", "/dev/vhost-vsock", "/dev/vsock")
device_row("fuse", "open FUSE", "/dev/fuse", "/dev/cuse")
device_row("tun", "open a network tunnel", "/dev/net/tun", "/dev/vhost-net")
device_row("loop", "open loop devices", "/dev/loop-control", "/dev/loop0", "/dev/mapper/control")
device_row("input", "open input devices", "/dev/uinput", "/dev/input/event0", "/dev/hidraw0", "/dev/uhid")
device_row("graphics", "open graphics and sound", "/dev/dri/card0", "/dev/nvidiactl", "/dev/fb0", "/dev/snd/timer")
device_row("watchdog", "open watchdog, TPM and autofs", "/dev/watchdog", "/dev/tpm0", "/dev/autofs", "/dev/userfaultfd")


@probe("dev-nodes", "kernel", "find devices beyond the harmless ones", "mounts")
def _():
    harmless = {(1, 3), (1, 5), (1, 7), (1, 8), (1, 9), (5, 0), (5, 2)}
    own_terminal = os.stat(0).st_rdev if os.isatty(0) else None
    odd = []
    for folder, _, names in os.walk("/dev"):
        for name in names:
            facts = os.lstat(os.path.join(folder, name))
            if not stat.S_ISCHR(facts.st_mode) and not stat.S_ISBLK(facts.st_mode):
                continue
            numbers = (os.major(facts.st_rdev), os.minor(facts.st_rdev))
            if numbers not in harmless and facts.st_rdev != own_terminal and folder != "/dev/pts":
                odd.append(f"{folder}/{name} {numbers}")
    return not odd, " ".join(odd) or "only null, zero, full, random, urandom, tty, ptmx and our own terminal"


@probe("disks", "files", "open the host's disks", "mounts")
def _():
    return absent_device("/dev/vda", "/dev/sda", "/dev/nvme0n1", "/dev/dm-0", "/dev/loop0", "/dev/root", "/dev/disk")
