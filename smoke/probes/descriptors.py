"""Attempts to use descriptors that somebody has left open."""

import os
import stat

from table import all_of, probe




def list_descriptors():
    """What is open beyond the standard streams, but for the descriptor that lists it."""
    for name in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue
        if int(name) > 2:
            yield f"{name} {target}"


# What was open at the start: this module is imported before anything is opened.
INHERITED = list(list_descriptors())


@probe("inherited-descriptors", "sockets", "use descriptors left open", "descriptors")
def _():
    return not INHERITED, f"open: {INHERITED}" if INHERITED else "only 0, 1 and 2"


@probe("standard-streams", "sockets", "leave by the standard streams", "descriptors")
def _():
    # A folder would lead out by .., and a file of the host could be opened anew for writing. Files that are seen here
    # by their names are the sandbox's own.
    outcomes = []
    for descriptor in (0, 1, 2):
        facts, name = os.fstat(descriptor), os.readlink(f"/proc/self/fd/{descriptor}")
        if os.isatty(descriptor) or stat.S_ISFIFO(facts.st_mode) or stat.S_ISCHR(facts.st_mode):
            outcomes.append((True, "terminals, pipes and /dev/null"))
        elif os.path.exists(name) and os.path.samestat(os.stat(name), facts):
            outcomes.append((True, "files of the sandbox"))
        else:
            outcomes.append((False, f"{descriptor} is {name}, which is not the sandbox's"))
    return all_of(outcomes)
