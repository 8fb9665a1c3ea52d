"""Attempts to find something of the host in environments and arguments."""

import os
import re

from pids import own_pids
from table import NotTried, code, probe


def variables_like(pattern):
    """Stopped when no variable's name matches."""
    found = [name for name in os.environ if re.search(pattern, name)]
    return not found, "set: " + " ".join(found) if found else "none is set"


def environment_row(id, what, pattern):
    """Registers a row that looks for variables of the host."""
    @probe(id, "environment", what, "environment")
    def attempt():
        return variables_like(pattern)


environment_row("env-secrets", "find keys and tokens in the environment",
                r"(?i)^(?!AGENTVM_PROBE_).*(aws|github|gitlab|token|secret|passw|credential|private_key|api_?key)")
environment_row("env-tmux", "find tmux in the environment", r"^TMUX|^STY$")
environment_row("env-ssh", "find SSH in the environment", r"^SSH_")
environment_row("env-desktop", "find the desktop in the environment",
                r"^(DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_|XDG_RUNTIME_DIR|XDG_SESSION)")
environment_row("env-agents", "find GPG, Docker and sudo variables", r"^(GPG_|GNUPG|DOCKER_|KUBECONFIG|SUDO_)")
environment_row("env-loader", "find loader variables in the environment",
                r"^(LD_|GCONV_PATH|PYTHONSTARTUP|BASH_ENV|ENV)$")
environment_row("env-agentvm", "find agentvm's home in the environment", r"^AGENTVM_(?!AGENT$|PROBE_)")


@probe("pid-1-environ", "environment", "read pid 1's environment", "environment")
def _():
    # It may be shut, or hold nothing but what the agent has.
    try:
        with open("/proc/1/environ", "rb") as file:
            names = {pair.split(b"=")[0].decode("latin1") for pair in file.read().split(b"\0") if pair}
    except OSError as error:
        return True, code(error)
    more = sorted(names - set(os.environ))
    return not more, "more than ours: " + " ".join(more) if more else "only what we have"


def environments():
    """The environments of all processes that can be read, with their command lines."""
    for pid in own_pids():
        for name in ("environ", "cmdline"):
            try:
                with open(f"/proc/{pid}/{name}", "rb") as file:
                    yield pid, name, file.read()
            except OSError:
                continue


@probe("canary", "environment", "find the host's canary anywhere", "environment")
def _():
    backwards = os.environ.get("AGENTVM_PROBE_CANARY")
    if not backwards:
        raise NotTried("AGENTVM_PROBE_CANARY is not set")
    canary = backwards[::-1].encode()
    found = [f"/proc/{pid}/{name}" for pid, name, text in environments() if canary in text]
    return not found, "found in " + " ".join(found) if found else "it is nowhere"


@probe("environ-others", "environment", "read environments of other processes", "environment")
def _():
    pattern = rb"(?:^|\0)(TMUX|SSH_|SUDO_|AWS_|DBUS_|GITHUB_|AGENTVM_HOME)[A-Z_]*="
    found = [f"/proc/{pid}/environ" for pid, name, text in environments()
             if name == "environ" and re.search(pattern, text)]
    return not found, "found in " + " ".join(found) if found else "none holds anything of the host"


@probe("arguments", "environment", "find secrets in pid 1's arguments", "environment")
def _():
    with open("/proc/1/cmdline", "rb") as file:
        words = file.read().split(b"\0")
    odd = [word.decode("latin1") for word in words[:8] if re.search(rb"^--setenv|TOKEN|SECRET|KEY=", word)]
    return not odd, " ".join(odd) or "only the stage's own"


@probe("user-names", "environment", "learn the host's users", "mounts")
def _():
    with open("/etc/passwd") as file:
        names = [line.split(":")[0] for line in file if line.strip()]
    return sorted(names) == ["agent", "nobody", "root"], " ".join(names)
