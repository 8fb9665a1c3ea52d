"""The attempts, one row each, and what can come of one.

An attempt is a function without arguments that gives (whether it was stopped, evidence), or raises `NotTried`,
`Planted`, `Allowed` or `Known`."""

import errno
import signal
from collections import namedtuple

from stage import level


GROUPS = ["files", "place", "overlay", "processes", "kernel", "terminal", "here", "sockets", "network", "resources",
          "environment", "git", "host"]
LAYERS = ["mounts", "pid namespace", "net namespace", "user namespace", "ipc namespace", "seccomp", "capabilities",
          "environment", "descriptors", "rlimit", "gate", "landlock", "cgroup", "overlay", "supervisor",
          "none: see docs/limits.md"]
# Where a row is tried, unless it says otherwise. A row without levels is tried only where it is asked for by name.
LEVELS = ("standard", "trusted", "paranoid")
Row = namedtuple("Row", "id group what layer stopping levels attempt")
ROWS = []


class NotTried(Exception):
    """The attempt makes no sense here; the text says why."""


class Planted(Exception):
    """Something was left for whoever looks from outside; only there can be seen what becomes of it."""


class Known(Exception):
    """It worked, and is known not to be prevented, as docs/limits.md says; the text says what."""


class Allowed(Exception):
    """It worked, and the level promises just that; the text says what."""


def promised(levels, outcome):
    """The outcome of an attempt; what those levels let an agent do is allowed where it worked."""
    stopped, evidence = outcome
    if not stopped and level() in levels:
        raise Allowed(evidence)
    return stopped, evidence


def probe(id, group, what, layer, stopping=(), levels=LEVELS):
    """Registers a row. `stopping` are the signals that mean the attempt was stopped; SIGSYS always does."""
    assert group in GROUPS and layer in LAYERS and len(what.split()) <= 8, (id, group, layer, what)
    assert all(row.id != id for row in ROWS), id

    def register(attempt):
        ROWS.append(Row(id, group, what, layer, {signal.SIGSYS, *stopping}, levels, attempt))
        return attempt
    return register


def code(error):
    """The name of an errno, or of an OSError's."""
    value = error.errno if isinstance(error, OSError) else error
    return errno.errorcode.get(value, str(value))


def all_of(outcomes):
    """Stopped when every one is; the evidence is that of those that were not."""
    outcomes = list(outcomes)
    bad = [evidence for stopped, evidence in outcomes if not stopped]
    return not bad, "; ".join(bad or dict.fromkeys(evidence for _, evidence in outcomes))


def refused(action, undo=None):
    """Stopped when the action raises OSError; otherwise it is undone."""
    try:
        action()
    except OSError as error:
        return True, code(error)
    if undo:
        undo()
    return False, "it worked"
