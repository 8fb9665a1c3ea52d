"""The processes that /proc shows, and what they may do."""

import os


def own_pids():
    """The pids that /proc shows."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def status(pid):
    """The fields of /proc/PID/status."""
    with open(f"/proc/{pid}/status") as lines:
        return dict((line.rstrip("\n").split(":\t", 1) + [""])[:2] for line in lines)


def has_gained(pid):
    """What a process has that no process of the sandbox may have; empty for nothing."""
    fields = status(pid)
    gains = [f"{name} {fields[name].strip()}" for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
             if int(fields[name], 16)]
    if fields["NoNewPrivs"].strip() != "1":
        gains.append("may gain privileges")
    if fields["Seccomp"].strip() != "2":
        gains.append("has no filter")
    if set(fields["Uid"].split()) != {"1000"}:
        gains.append("uid " + fields["Uid"])
    return ", ".join(gains)
