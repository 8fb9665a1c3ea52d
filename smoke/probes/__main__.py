"""Tries to get out of a sandbox of agentvm, from inside it. Harmless: it leaves markers at most, and takes them away.

usage: python3 -B probes [--list] [--only ID…] [--group GROUP]

One JSON object a line: {id, group, what, outcome, evidence, layer}. The outcome is `stopped`, `escaped`, `not-tried`
(with the reason; never counted as stopped), `allowed` where it worked and the level promises just that, `known`
where it worked and is known not to be prevented, or `planted`: whoever looks from outside, as smoke/escape does, sees
what became of it. Status 0 when nothing escaped, 1 otherwise, 3 when this is no sandbox.

Variables that tell it more (give them to the agent with -e):
  AGENTVM_PROBE_LEVEL    the sandbox's level: standard, trusted or paranoid, or `here`
  AGENTVM_PROBE_HOME     the HOME of the host's caller, where agentvm's own home lies in it at .agentvm
  AGENTVM_PROBE_GROUP    bytes of memory that all processes together may take: there is a control group
  AGENTVM_PROBE_PORTS    ports of services on the host's loopback that must be out of reach, as 8080,5432
  AGENTVM_PROBE_ALLOWED  a name that the gate lets through, as api.example.com or api.example.com:8443, and at port 80
                         too where its checks of plain HTTP shall be tried
  AGENTVM_PROBE_INWARD   names that are allowed too, and that lead to addresses that are not public, with commas
  AGENTVM_PROBE_ABSTRACT the name of an abstract socket on the host, without the @
  AGENTVM_PROBE_CANARY   a text that stands in the environment of the host's caller as the value of some variable,
                         written backwards, so that this variable is not taken for the leak
"""

import argparse
import json
import os
import signal
import sys

# First of all: what is open now was open before.
import descriptors  # noqa: F401
from stage import STAGE, level
from syscalls import LIBC
from table import GROUPS, ROWS, Allowed, Known, NotTried, Planted

# They register their rows.
import calls  # noqa: F401
import devices  # noqa: F401
import door  # noqa: F401
import environment  # noqa: F401
import families  # noqa: F401
import files  # noqa: F401
import groups  # noqa: F401
import here  # noqa: F401
import kernel  # noqa: F401
import modes  # noqa: F401
import mounting  # noqa: F401
import mountpoints  # noqa: F401
import names  # noqa: F401
import network  # noqa: F401
import overlay  # noqa: F401
import pid1  # noqa: F401
import pipe  # noqa: F401
import place  # noqa: F401
import plants  # noqa: F401
import processes  # noqa: F401
import proxy  # noqa: F401
import resources  # noqa: F401
import sockets  # noqa: F401
import terminal  # noqa: F401
import tls  # noqa: F401

SECONDS = 20


def why_not_here():
    """Why this is no sandbox of ours; None when it is one. On a host these attempts would do harm."""
    if not os.environ.get("AGENTVM_AGENT"):
        return "AGENTVM_AGENT is not set"
    if not os.path.exists(STAGE):
        return f"there is no {STAGE}"
    try:
        with open("/proc/1/comm") as comm, open("/proc/1/cmdline") as words:
            name, start = comm.read().strip(), words.read().split("\0")[:2]
    except OSError as error:
        return f"pid 1 can't be seen: {error}"
    if name != os.path.basename(STAGE) or start != [STAGE, "inner"]:
        return f"pid 1 is {name}, not the stage"
    if os.getuid() != 1000:
        return f"the uid is {os.getuid()}, not 1000"
    return None


def attempt(row):
    """Tries a row in this process: (outcome, evidence)."""
    try:
        stopped, evidence = row.attempt()
        return "stopped" if stopped else "escaped", evidence
    except NotTried as reason:
        return "not-tried", str(reason)
    except Planted as plant:
        return "planted", str(plant)
    except Allowed as what:
        return "allowed", str(what)
    except Known as what:
        return "known", str(what)
    except BaseException as error:  # noqa: a fault of the attempt says nothing about the sandbox
        return "not-tried", f"the attempt failed: {type(error).__name__}: {error}"


def verdict(row, said, status_word):
    """The outcome of a row whose process has ended."""
    if said:
        outcome, evidence = json.loads(said)
        return outcome, evidence
    if os.WIFSIGNALED(status_word):
        number_of = os.WTERMSIG(status_word)
        name = signal.Signals(number_of).name
        return ("stopped", f"ended by {name}") if number_of in row.stopping else ("not-tried", f"ended by {name}")
    return "not-tried", f"ended with status {os.waitstatus_to_exitcode(status_word)}"


def end_children():
    """Ends what an attempt has left; it comes to us, for we adopt orphans."""
    for _ in range(20):
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            children = [int(word) for word in file.read().split()]
        if not children:
            return
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def run(row):
    """Tries a row in a process of its own, for at most twenty seconds."""
    read, write = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.close(read)
        # When memory is short, this one ends, and not what runs it.
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
        signal.alarm(SECONDS)
        main = os.getpid()
        outcome, evidence = attempt(row)
        # What an attempt has forked must not speak for it.
        if os.getpid() == main:
            os.write(write, json.dumps([outcome, evidence[:400]]).encode())
        os._exit(0)
    os.close(write)
    _, status_word = os.waitpid(child, 0)
    end_children()
    with os.fdopen(read, "rb") as pipe:
        os.set_blocking(pipe.fileno(), False)
        said = pipe.read()
    return verdict(row, said, status_word)


def chosen_rows(options):
    """The rows that the options name."""
    unknown = set(options.only or []) - {row.id for row in ROWS}
    if unknown:
        sys.exit("probes: no such row: " + " ".join(sorted(unknown)))
    chosen = [row for row in ROWS
              if (row.id in options.only if options.only else options.list or level() in row.levels)
              and (not options.group or row.group == options.group)]
    return sorted(chosen, key=lambda row: GROUPS.index(row.group))


def main():
    parser = argparse.ArgumentParser(description="Tries to get out of a sandbox of agentvm, from inside it.")
    parser.add_argument("--list", action="store_true", help="print the table, and try nothing")
    parser.add_argument("--only", nargs="+", metavar="ID", help="only these rows")
    parser.add_argument("--group", choices=GROUPS, help="only the rows of this group")
    options = parser.parse_args()
    rows = chosen_rows(options)
    if options.list:
        for row in rows:
            print(f"{row.id:24} {row.group:12} {row.layer:16} {row.what}")
        return 0
    problem = why_not_here()
    if problem:
        print(f"probes: this is no sandbox of agentvm: {problem}", file=sys.stderr)
        return 3
    # PR_SET_CHILD_SUBREAPER: what an attempt leaves behind comes to us, to be ended.
    LIBC.prctl(36, 1, 0, 0, 0)
    escaped = False
    for row in rows:
        outcome, evidence = run(row)
        escaped = escaped or outcome == "escaped"
        line = {"id": row.id, "group": row.group, "what": row.what, "outcome": outcome, "evidence": evidence,
                "layer": row.layer}
        print(json.dumps(line), flush=True)
    return 1 if escaped else 0


if __name__ == "__main__":
    sys.exit(main())
