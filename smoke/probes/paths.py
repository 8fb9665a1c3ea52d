"""Paths of the sandbox: what can be opened, made and linked there, and what is mounted."""

import ctypes
import glob
import os

from syscalls import AT_FDCWD, LIBC
from table import code, refused


# In the name of whatever an attempt leaves.
MARK = f"agentvm-probe-{os.getpid()}"


def workspace():
    """The workspace, which is where the agent starts."""
    return os.getcwd()


def caller_home():
    """The HOME of whoever has started the agent, as the host names it; the home of agentvm lies in it."""
    return os.environ.get("AGENTVM_PROBE_HOME") or os.path.dirname(os.path.dirname(os.path.dirname(workspace())))


def own_path(suffix=""):
    """A path in the workspace that nothing else has."""
    return os.path.join(workspace(), f".{MARK}-{os.getpid()}{suffix}")


def problem_opening(path, flags=os.O_RDONLY):
    """The errno's name when the path can't be opened; None when it can. Nothing is read or written."""
    try:
        os.close(os.open(path, flags | os.O_CLOEXEC | os.O_NOCTTY | os.O_NONBLOCK))
    except OSError as error:
        return code(error)


def refused_opening(paths, flags=os.O_RDONLY):
    """Stopped when no path can be opened so."""
    problems = {path: problem_opening(path, flags) for path in paths}
    opened = [path for path, problem in problems.items() if problem is None]
    if opened:
        return False, "opened " + " ".join(opened[:5])
    return True, " ".join(sorted(set(problems.values()))) or "none of these paths is there"


def readable(patterns):
    """Stopped when nothing that the patterns name can be read."""
    paths = [path for pattern in patterns for path in glob.glob(pattern) or [pattern]]
    return refused_opening(paths)


def refused_creation(folder):
    """Stopped when no file can be made there."""
    path = os.path.join(folder, MARK)
    stopped, evidence = refused(lambda: os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)),
                                lambda: os.unlink(path))
    return stopped, f"{folder}: {evidence}"


def mounts():
    """(path, options, type) of every mount here that no other one lies over."""
    found = {}
    with open("/proc/self/mountinfo") as lines:
        for line in lines:
            left, right = line.split(" - ", 1)
            fields = left.split()
            path = fields[4].encode().decode("unicode_escape")
            found[path] = path, set(fields[5].split(",")), right.split()[0]
    return list(found.values())


def link_descriptor(descriptor, target):
    """Gives what a descriptor stands for a name. os.link does not follow the link in /proc."""
    source = f"/proc/self/fd/{descriptor}".encode()
    if LIBC.linkat(AT_FDCWD, source, AT_FDCWD, target.encode(), 0x400) < 0:
        raise OSError(ctypes.get_errno(), "linkat")
