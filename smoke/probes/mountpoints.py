"""Attempts to move or replace what is mounted: the workspace, the HOME, the inner stage, the door."""

import os
import socket

from paths import MARK, refused_creation, refused_opening, workspace
from stage import DOOR, STAGE, RunningStage
from syscalls import AT_FDCWD, call
from table import all_of, code, probe, refused


def moved(source, target, check):
    """Stopped when the move is refused, or shows nothing; it is taken back."""
    try:
        os.rename(source, target)
    except OSError as error:
        return True, code(error)
    try:
        return check()
    finally:
        os.rename(target, source)


@probe("workspace-rename", "files", "move the workspace's mount away", "mounts")
def _():
    here = workspace()
    return moved(here, here + ".moved", lambda: (False, "the mount moved"))


@probe("workspace-exchange", "files", "exchange the workspace with a link", "mounts")
def _():
    here = workspace()
    link = here + ".link"
    try:
        os.symlink("/", link)
    except OSError as error:
        return True, f"no link beside it: {code(error)}"
    try:
        result, problem = call("renameat2", AT_FDCWD, here.encode(), AT_FDCWD, link.encode(), 2)
        if result == 0:
            call("renameat2", AT_FDCWD, here.encode(), AT_FDCWD, link.encode(), 2)
        return result < 0, code(problem) if result < 0 else "exchanged"
    finally:
        os.unlink(link)


@probe("workspace-parent", "files", "move a folder above the workspace", "mounts")
def _():
    # The folders above are the sandbox's own; moving them must not show what they are on the host.
    parent = os.path.dirname(workspace())
    before = os.stat(parent)

    def check():
        above = os.stat("..")
        same = (above.st_dev, above.st_ino) == (before.st_dev, before.st_ino)
        return same, f"moved inside only: .. is the same folder: {same}"
    return moved(parent, parent + ".moved", check)


@probe("home-rename", "files", "move the HOME's mount away", "mounts")
def _():
    home = os.environ["HOME"]
    return moved(home, home + ".moved", lambda: (False, "the mount moved"))


@probe("run-agentvm-write", "files", "make a file in /run/agentvm", "mounts")
def _():
    return refused_creation("/run/agentvm")


@probe("run-agentvm-rename", "files", "move /run/agentvm away", "mounts")
def _():
    return moved("/run/agentvm", "/run/moved", lambda: (False, "the mount moved"))


@probe("stage-replace", "files", "replace the inner stage", "mounts")
def _():
    other = f"/run/{MARK}"
    with open(other, "w") as file:
        file.write("#!/bin/sh\n")
    try:
        return all_of([refused_opening([STAGE], os.O_WRONLY | os.O_APPEND),
                       refused(lambda: os.rename(other, STAGE)), refused(lambda: os.utime(STAGE)),
                       refused(lambda: os.chmod(STAGE, 0o755)), refused(lambda: os.rename(STAGE, "/run/stage"))])
    finally:
        if os.path.exists(other):
            os.unlink(other)


@probe("stage-exe", "files", "write the stage through /proc/PID/exe", "mounts")
def _():
    # As runc was overcome once: the program is the host's own file.
    with RunningStage() as process:
        return refused_opening([f"/proc/{process.pid}/exe", "/proc/1/exe"], os.O_WRONLY)


@probe("door-replace", "files", "replace the door by a socket of ours", "mounts", levels=("standard", "trusted"))
def _():
    def bind():
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).bind("/run/agentvm/door2")
    other = f"/run/{MARK}"
    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).bind(other)
    try:
        return all_of([refused(bind), refused(lambda: os.rename(other, DOOR)),
                       refused(lambda: os.rename(DOOR, "/run/door"))])
    finally:
        if os.path.exists(other):
            os.unlink(other)
