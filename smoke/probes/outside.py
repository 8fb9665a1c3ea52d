"""The other side of smoke/escape: what its caller does outside the sandboxes, and sees there. It is not run inside."""

import fcntl
import hashlib
import json
import os
import pathlib
import pty
import select
import signal
import socket
import stat
import struct
import subprocess
import termios
import time
import tty

TOLD = "told of: see docs/limits.md"
QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def snapshot(folder, names=None):
    """What a folder holds, by path: kinds, modes, owners, times, contents and attributes."""
    found = {}
    for path in [folder, *folder.rglob("*")]:
        relative = path.relative_to(folder)
        if names is not None and not any(relative.is_relative_to(name) for name in names):
            continue
        facts = path.lstat()
        content = b""
        if stat.S_ISREG(facts.st_mode):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        elif stat.S_ISLNK(facts.st_mode):
            content = os.readlink(path)
        attributes = {name: os.getxattr(path, name, follow_symlinks=False)
                      for name in os.listxattr(path, follow_symlinks=False)}
        found[str(relative)] = (facts.st_mode, facts.st_uid, facts.st_gid, facts.st_mtime_ns, content, attributes)
    return found


def differences(before, after):
    """The paths at which two of them differ."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def run(*words, **options):
    """Runs something that must succeed, and says nothing."""
    subprocess.run([str(word) for word in words], check=True, **{**QUIET, **options})


def make_folder(folder, home, canary):
    """A folder of the caller's with a repository in it, and all that an agent could want to change or to read."""
    folder.mkdir()
    git = ["git", "-C", folder, "-c", "user.name=caller", "-c", "user.email=caller@example.com"]
    run(*git, "init", "-q")
    for letter in "abcdefghijkl":
        (folder / f"{letter}.txt").write_text(f"{letter} of the caller\n")
    (folder / "below").mkdir()
    (folder / "below" / "a.txt").write_text("below\n")
    (folder / "settings").mkdir()
    (folder / ".env").write_text(f"PASSWORD={canary}\n")
    os.link(folder / ".env", folder / "settings" / "by-hard-link")
    (folder / "settings" / "copied.txt").write_text(f"PASSWORD={canary}\n")
    (folder / "settings" / "by-link").symlink_to("../.env")
    (folder / ".gitignore").write_text("probes/\nsettings/\nprograms/\n.env\n")
    (folder / "programs").mkdir()
    for kind, mode in (("setuid", 0o4755), ("setgid", 0o2755)):
        for way in ("write", "truncate", "allocate", "splice", "copy", "direct", "map"):
            path = folder / "programs" / f"{kind}-{way}"
            path.write_bytes(b"#!/bin/true\n".ljust(8192, b" "))
            path.chmod(mode)
    if os.getuid() == 0:
        (folder / "foreign.txt").write_text("of another\n")
        os.chown(folder / "foreign.txt", 4321, 4321)
    (folder / "link-beside").symlink_to("../beside.txt")
    (folder / "link-ssh").symlink_to("../.ssh")
    run(*git, "add", ".")
    run(*git, "commit", "-qm", "first")
    run(*git, "worktree", "add", "-q", "--detach", home / f"{folder.name}-linked")
    (folder / ".git/worktrees" / f"{folder.name}-linked").rename(folder / ".git/worktrees/linked")
    (folder / ".git/modules/part/hooks").mkdir(parents=True)
    for name, text in (("modules/part/config", "[core]\n\tbare = false\n"), ("info/attributes", "\n"),
                       ("modules/part/hooks/post-checkout", "#!\n"), ("hooks/pre-commit", "#!/bin/sh\n")):
        (folder / ".git" / name).write_text(text)
        (folder / ".git" / name).chmod(0o755)


GUARDED = [".git/config", ".git/hooks", ".git/info", ".git/modules", ".git/worktrees"]


def judge_modes(folder, before):
    """Whether an agent has left in its caller's folder what is more than a file of the caller's."""
    odd = []
    for path, fact in snapshot(folder).items():
        mode, owner = fact[0], fact[1]
        if fact == before.get(path):
            continue
        if mode & 0o6000 and not (stat.S_ISDIR(mode) and path in before):
            odd.append(f"{path} has mode {stat.S_IMODE(mode):o} and other content")
        if stat.S_ISBLK(mode) or stat.S_ISCHR(mode):
            odd.append(f"{path} is a device")
        if owner != os.getuid():
            odd.append(f"{path} belongs to {owner}")
        odd += [f"{path} has {name}" for name in fact[5]
                if name.startswith(("security.capability", "system.posix", "trusted."))]
    return ("escaped", "; ".join(odd[:3])) if odd else ("stopped", "only files of the caller's, without setuid")


# What a command leaves in a repository, and what git on the host makes of it. `$M` is a marker that git's running of
# something makes, `$V` a file of the caller's, `$D` a folder. Each: id, what it tries, what the caller had, the
# command, the caller's git.
GAPS = [
    ("git-commondir", "lead the repository's settings elsewhere by commondir", "git init -q .",
     "mkdir -p .o && cp -R .git/objects .git/refs .git/config .o/ && "
     "git config -f .o/config core.fsmonitor \"touch $M\" && echo ../.o >.git/commondir", "git status"),
    ("git-commondir-moved", "make commondir of a file that was there", "git init -q .",
     "mkdir -p .o && cp -R .git/objects .git/refs .git/config .o/ && git config -f .o/config core.fsmonitor "
     "\"touch $M\" && mv .git/description .git/commondir && echo ../.o >.git/commondir", "git status"),
    ("git-moved", "make a repository of a folder that was there", "git init -q . && mkdir sub && git init -q sub/docs "
     "&& mv sub/docs/.git docs",
     "git config -f docs/config core.fsmonitor \"touch $M\" && mv docs sub/.git", "git -C sub status"),
    ("git-bare-split", "make the folder a repository in two parts", "true",
     "git init -q --bare e && git config -f e/config core.fsmonitor \"touch $M\" && git config -f e/config "
     "extensions.worktreeConfig true && git config -f e/config core.repositoryformatversion 1 && cp e/HEAD . && "
     "echo e >commondir && printf '[core]\\n\\tbare = false\\n\\tworktree = .\\n' >config.worktree", "git status"),
    ("git-new", "make a repository of a folder without one", "true",
     "git init -q . && git config core.fsmonitor \"touch $M\"", "git status"),
    ("git-bare", "make the folder a bare repository", "true",
     "git init -q --bare . && git config -f config core.bare false && git config -f config core.worktree \"$PWD\" && "
     "git config -f config core.fsmonitor \"touch $M\"", "git status"),
    ("git-nested", "make a repository in a folder of it", "git init -q .",
     "git init -q sub && git -C sub config core.fsmonitor \"touch $M\"", "git -C sub status"),
    ("git-gitlink", "have the index name a repository of ours", "git init -q .",
     "git init -q sub && git -C sub commit -q --allow-empty -m x && git add sub && git -C sub config core.fsmonitor "
     "\"touch $M\"", "git status"),
    ("git-below", "change the settings of a repository below", "git init -q . && mkdir -p a && git init -q a/b",
     "git -C a/b config core.fsmonitor \"touch $M\"; printf '[core]\\n\\tfsmonitor = touch %s\\n' \"$M\" "
     ">>a/b/.git/config; mv a/b/.git a/b/x && git init -q a/b && git -C a/b config core.fsmonitor \"touch $M\"",
     "git -C a/b status"),
    ("git-below-bare", "write hooks of a bare repository below",
     "git init -q . && git init -q --bare b.git && git commit -q --allow-empty -m a",
     "rm -rf b.git/hooks; mkdir -p b.git/hooks; printf '#!/bin/sh\\ntouch %s\\n' \"$M\" >b.git/hooks/post-update; "
     "chmod +x b.git/hooks/post-update", "git push -q ./b.git HEAD:x"),
    ("git-worktree-config", "make config.worktree, which the settings ask for",
     "git init -q . && git config extensions.worktreeConfig true",
     "printf '[core]\\n\\tfsmonitor = touch %s\\n' \"$M\" >.git/config.worktree", "git status"),
    ("git-hooks-path", "write hooks where the settings have them",
     "git init -q . && git config core.hooksPath .githooks",
     "mkdir -p .githooks && cd .githooks && printf '#!/bin/sh\\ntouch %s\\n' \"$M\" >pre-commit && chmod +x pre-commit",
     "git commit -q --allow-empty -m x"),
    ("git-include", "write a file that the settings include", "git init -q . && git config include.path ../.gitshared",
     "git config -f .gitshared core.fsmonitor \"touch $M\"", "git status"),
    ("git-rebase", "leave a rebase with commands",
     "git init -q . && echo a >a && git add a && git commit -qm a && echo b >a && git commit -qam b",
     "mkdir .git/rebase-merge && cd .git/rebase-merge && git rev-parse HEAD | tee onto orig-head >/dev/null && "
     "echo refs/heads/main >head-name && echo \"exec touch $M\" >git-rebase-todo && : >done && : >interactive && "
     "echo 1 >msgnum && echo 1 >end", "git checkout -q --detach; git rebase --continue"),
    ("git-log-link", "have git append to a file of the host", "git init -q . && git commit -q --allow-empty -m a",
     "rm -f .git/logs/HEAD && ln -s \"$V\" .git/logs/HEAD", "git commit -q --allow-empty -m x"),
    ("git-message-link", "have git write its message elsewhere", "git init -q . && git commit -q --allow-empty -m a",
     "rm -f .git/COMMIT_EDITMSG && ln -s \"$V\" .git/COMMIT_EDITMSG", "git commit -q --allow-empty -m x"),
    ("git-fetch-link", "have git write what it fetched elsewhere", "git init -q . && git commit -q --allow-empty -m a",
     "rm -f .git/FETCH_HEAD && ln -s \"$V\" .git/FETCH_HEAD", "git fetch -q ."),
    ("git-index-link", "have git make its index elsewhere",
     "git init -q . && echo a >a && git add a && git commit -qm a",
     "rm -f .git/index && ln -s \"$M\" .git/index", "git add a"),
    ("git-objects-link", "have git store objects elsewhere", "git init -q .",
     "rm -rf .git/objects && ln -s \"$D\" .git/objects", "echo x >x; git add x"),
    ("git-refs-link", "have git write references elsewhere", "git init -q . && git commit -q --allow-empty -m a",
     "mv .git/refs/heads .git/old && ln -s \"$D\" .git/refs/heads", "git branch -q made"),
    ("git-remotes", "name a remote that runs something", "git init -q .",
     "mkdir -p .git/remotes && printf 'URL: ext::touch %s\\n' \"$M\" >.git/remotes/origin", "git fetch"),
    ("git-template", "leave hooks that git init copies", "git init -q .",
     "mkdir -p .git/hooks && printf '#!/bin/sh\\ntouch %s\\n' \"$M\" >.git/hooks/pre-commit; "
     "git init -q; chmod +x .git/hooks/pre-commit", "git commit -q --allow-empty -m x"),
    ("git-attributes", "name filters that the repository defines", "git init -q .",
     "git config filter.x.clean \"touch $M\"; echo '* filter=x diff=x' >.gitattributes; echo a >a; "
     "printf '[filter \"x\"]\\n\\tclean = touch %s\\n' \"$M\" >.gitconfig", "git add a; git diff"),
]


# Those that must not work, by what should stop them. The others are known to, and must be told of.
STOPPING = {"git-below": "mounts", "git-below-bare": "mounts", "git-worktree-config": "mounts", "git-remotes": "git itself", "git-template": "mounts",
            "git-attributes": "mounts"}


def git_rows(caller):
    """What git on the host makes of what a command has left, each in a repository of its own."""
    top = caller.home / "gaps"
    top.mkdir()
    environment = {**os.environ, "GIT_EDITOR": "true", "GIT_CONFIG_COUNT": "1",
                   "GIT_CONFIG_KEY_0": "init.defaultBranch", "GIT_CONFIG_VALUE_0": "main",
                   **{f"GIT_{who}_{what}": "caller@example.com"
                      for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}}
    for id, what, prepare, command, look in GAPS:
        folder, marker, victim, outside = (top / f"{id}{end}" for end in ("", ".marker", ".victim", ".folder"))
        folder.mkdir()
        outside.mkdir()
        victim.write_text("of the caller\n")
        subprocess.run(["sh", "-c", prepare], cwd=folder, env=environment, check=True, **QUIET)
        names = [word for name, value in (("M", marker), ("V", victim), ("D", outside))
                 for word in ("-e", f"{name}={value}")]
        names += [word for name, value in environment.items() if name.startswith("GIT_")
                  for word in ("-e", f"{name}={value}")]
        done = subprocess.run([caller.agentvm, "here", "--network", "none", *names, "--", "sh", "-c",
                               f"[ -e /run/agentvm/stage ] || exit 9; {command}"], cwd=folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30)
        subprocess.run(["sh", "-c", look], cwd=folder, env=environment, timeout=30, **QUIET)
        found = [f"git made {marker.name}"] if marker.exists() else []
        found += ["git wrote a file of the caller's"] if victim.read_text() != "of the caller\n" else []
        found += [f"git wrote into {outside.name}: {path.name}" for path in list(outside.iterdir())[:1]]
        said = done.stdout.decode(errors="replace").strip().splitlines()[-1:]
        is_told = any("before you use git there" in line for line in said)
        evidence = f"{'; '.join(found)} by: {look}" if found else f"nothing came of it; the command said {said}"
        worked = "escaped" if id in STOPPING or not is_told else "known"
        yield {"id": id, "group": "git", "what": what, "layer": STOPPING.get(id, TOLD),
               "outcome": worked if found else "stopped", "evidence": evidence}


def state(descriptor):
    """What a caller has of its terminal."""
    settings = termios.tcgetattr(descriptor)
    settings[6] = [byte.hex() if isinstance(byte, bytes) else byte for byte in settings[6]]
    facts = {"settings": settings, "group": os.tcgetpgrp(descriptor), "flags": fcntl.fcntl(descriptor, fcntl.F_GETFL),
             "size": fcntl.ioctl(descriptor, termios.TIOCGWINSZ, bytes(8)).hex(),
             # TIOCGEXCL
             "exclusive": fcntl.ioctl(descriptor, 0x80045440, bytes(4)).hex(),
             "discipline": fcntl.ioctl(descriptor, termios.TIOCGETD, bytes(4)).hex(),
             "writable": bool(select.select([], [descriptor], [], 0.5)[1])}
    return facts


def be_caller(words, report):
    """A shell's part, on a terminal: runs a command, and tells what is different afterwards."""
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    before, result = state(0), {}
    try:
        result["status"] = subprocess.run(words, timeout=15).returncode
    except subprocess.TimeoutExpired:
        result["odd"] = ["agentvm did not end"]
    else:
        try:
            after = state(0)
            result["odd"] = [f"{name} was {before[name]}, is {after[name]}" for name in before
                             if before[name] != after[name]]
        except (OSError, termios.error) as error:
            result["odd"] = [f"the terminal does not even tell its settings: {error}"]
    # So that what was typed is seen, whether or not a line is whole; and written again whatever was left.
    fcntl.ioctl(0, termios.TIOCSETD, struct.pack("i", 0))
    termios.tcflow(0, termios.TCOON)
    os.tcsetpgrp(0, os.getpgrp())
    tty.setraw(0, termios.TCSANOW)
    fcntl.fcntl(0, fcntl.F_SETFL, os.O_RDWR | os.O_NONBLOCK)
    try:
        typed = os.read(0, 100)
        if typed:
            result["odd"].append(f"typed: {typed!r}")
    except OSError:
        pass
    os.write(report, json.dumps(result).encode())


def on_terminal(words, folder):
    """Runs a command on a terminal of its own; what its caller finds different afterwards."""
    read, write = os.pipe()
    pid, terminal = pty.fork()
    if pid == 0:
        code = 1
        try:
            os.close(read)
            os.chdir(folder)
            be_caller(words, write)
            code = 0
        finally:
            os._exit(code)
    os.close(write)
    drawn, said, end = b"", b"", time.monotonic() + 25
    while time.monotonic() < end:
        ready = select.select([terminal, read], [], [], 1)[0]
        if terminal in ready:
            try:
                drawn += os.read(terminal, 65536)
            except OSError:
                break
        if read in ready:
            piece = os.read(read, 65536)
            if not piece:
                break
            said += piece
    if not said:
        # After the terminal's end.
        said = os.read(read, 65536)
    os.close(read)
    os.close(terminal)
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    os.waitpid(pid, 0)
    return json.loads(said) if said else {"odd": [f"the caller said nothing: {drawn[-300:]!r}"]}


def named_processes(text):
    """The processes of the host that have a text among their words."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if text.encode() in path.read_bytes() and path.parent.name != str(os.getpid()):
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


STREAMS = ("here-environment", "here-descriptors", "here-parent", "here-folder-stream", "here-folder-walk",
           "here-file-stream")


def here_rows(caller):
    """What came of commands on their caller's terminal, and with its streams."""
    folder = caller.home / "here"
    run("cp", "-R", caller.home / "source", folder)
    words = [caller.agentvm, "here", "--network", "none", *caller.variables("here"), "--"]
    listed = subprocess.run(["python3", "-B", "probes", "--list"], cwd=folder, stdout=subprocess.PIPE, text=True,
                            check=True)
    left = [line.split()[0] for line in listed.stdout.splitlines() if line.startswith("here-")]
    for id in left:
        if id in STREAMS:
            continue
        seen = on_terminal([*words, "sh", "-c", f"python3 -B probes --only {id} >{id}.jsonl 2>{id}.problems"], folder)
        row = json.loads((folder / f"{id}.jsonl").read_text())
        if row["outcome"] in ("planted", "stopped"):
            # Who has changed the size can't be told; the next change of the window puts it right.
            row["outcome"] = "stopped" if not seen["odd"] else "known" if id == "here-size" else "escaped"
            row["evidence"] = "; ".join(seen["odd"]) or f"the terminal is as it was ({row['evidence']})"
        yield row
    yield from stream_rows(caller, folder, words)
    yield degraded_row(caller, folder, words)
    yield leftover_row(caller, folder, words)


def degraded_row(caller, folder, words):
    """The same folder as standard input, without Landlock: as on a kernel that has none."""
    made = caller.home / "made" / "by-command"
    made.parent.mkdir()
    script = ("[ -e /run/agentvm/stage ] || exit 9; rev /proc/self/fd/0/.ssh/id_ed25519; "
              "touch /proc/self/fd/0/made/by-command")
    top = os.open(caller.home, os.O_RDONLY)
    done = subprocess.run([*words[:-1], "--degrade", "landlock", "--", "sh", "-c", script], cwd=folder, stdin=top,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    os.close(top)
    text = done.stdout.decode(errors="replace")
    odd = ["~/.ssh/id_ed25519 was read"] if caller.canary[::-1] in text else []
    odd += ["a file was made there"] if made.exists() else []
    return {"id": "here-folder-degraded", "group": "here", "what": "leave by such a folder without Landlock",
            "layer": "supervisor", "outcome": "escaped" if odd else "stopped",
            "evidence": "; ".join(odd) or text.strip()[-200:]}


def stream_rows(caller, folder, words):
    """Those with a folder as standard input, a file as standard output, and another descriptor open."""
    file = caller.home / "output.txt"
    file.write_text("of the caller\n")
    with open(file, "a") as output:
        top = os.open(caller.home, os.O_RDONLY)
        other = os.open("/", os.O_RDONLY)
        os.set_inheritable(other, True)
        subprocess.run([*words, "sh", "-c", "exec 3<&0 4>&1 </dev/null; exec python3 -B probes --only "
                        + " ".join(STREAMS) + " >streams.jsonl 2>streams.problems"], cwd=folder, stdin=top,
                       stdout=output, stderr=subprocess.DEVNULL, pass_fds=[other], timeout=60)
        os.close(top)
        os.close(other)
    for line in (folder / "streams.jsonl").read_text().splitlines():
        yield json.loads(line)


def leftover_row(caller, folder, words):
    """Whether a command can leave a process behind."""
    name = f"agentvm-left-{os.getpid()}"
    script = f"[ -e /run/agentvm/stage ] || exit 9; setsid -f bash -c 'exec -a {name} sleep 30'; sleep 0.3"
    seen = on_terminal([*words, "sh", "-c", script], folder)
    time.sleep(0.3)
    # The caller's own words hold the name too, but it has ended.
    found = named_processes(name)
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    odd = seen["odd"] + [f"process {pid} lives" for pid in found]
    return {"id": "here-daemon", "group": "here", "what": "leave a process behind", "layer": "pid namespace",
            "outcome": "escaped" if odd else "stopped", "evidence": "; ".join(odd) or "it has ended with the command"}


def spawned(caller, name, folder, script):
    """Starts an agent in place."""
    return subprocess.run([caller.agentvm, "spawn", name, "--in-place", folder, "--network", "none", "--no-wait", "--",
                           "bash", "-c", f"[ -e /run/agentvm/stage ] || exit 9; {script}"], cwd=caller.home / "empty",
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)


def place_rows(caller):
    """What one agent in place can do to another, in the same folder or in one below it."""
    yield restarted_row(caller)
    yield shared_row(caller)
    yield from beside_rows(caller)
    yield misled_row(caller)
    yield lock_row(caller)


def restarted_row(caller):
    """Whether an agent's folder can be replaced by a link, which it follows when it is started again."""
    top = caller.home / "above"
    (top / "sub").mkdir(parents=True)
    words = {"cwd": caller.home / "empty", "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
             "stderr": subprocess.STDOUT, "timeout": 60}
    spawned(caller, "inner", top / "sub", "rev id_ed25519; exec sleep 100")
    time.sleep(1)
    subprocess.run([caller.agentvm, "kill", "inner"], **words)
    spawned(caller, "outer", top, "mv sub sub2; ln -s ../.ssh sub; exec sleep 100")
    end = time.monotonic() + 10
    while not (top / "sub").is_symlink() and time.monotonic() < end:
        time.sleep(0.1)
    again = subprocess.run([caller.agentvm, "restart", "inner", "--no-wait"], **words).stdout.decode(errors="replace")
    time.sleep(1.5)
    said = subprocess.run([caller.agentvm, "logs", "inner", "-n", "all", "--unredacted"], **words).stdout
    seen = said.decode(errors="replace")
    row = {"id": "place-restart", "group": "place", "what": "have another's restart follow a link",
           "layer": "supervisor"}
    if not (top / "sub").is_symlink():
        return {**row, "outcome": "not-tried", "evidence": "the link was not made"}
    if caller.canary[::-1] in seen:
        return {**row, "outcome": "escaped", "evidence": "the other agent read ~/.ssh/id_ed25519, in place on ~/.ssh"}
    return {**row, "outcome": "stopped", "evidence": (again.strip().splitlines() or ["nothing was read"])[0]}


# It exchanges a folder of the repository for a link out of it, to and fro, as soon as somebody looks through the
# workspace: the folder has been checked by then, and is not mounted yet.
RACER = """
import ctypes, os, sys, time
if not os.path.exists("/run/agentvm/stage"):
    sys.exit("this is no sandbox")
libc = ctypes.CDLL(None)
def exchange():
    number = 316 if os.uname().machine == "x86_64" else 276
    libc.syscall(ctypes.c_long(number), -100, b".git/modules", -100, b".git/link", 2)
os.mkdir(".git/modules")
os.symlink(sys.argv[1], ".git/link")
watch = libc.inotify_init()
libc.inotify_add_watch(watch, b"watched", 0x20)
while True:
    os.set_blocking(watch, True)
    os.read(watch, 4096)
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        for _ in range(2):
            exchange()
            time.sleep(0.001)
    os.set_blocking(watch, False)
    try:
        os.read(watch, 65536)
    except BlockingIOError:
        pass
"""


def shared_row(caller):
    """Whether a folder of the repository can be exchanged for a link between its check and its use."""
    folder = caller.home / "shared"
    folder.mkdir()
    run("git", "init", "-q", folder)
    (folder / "watched").mkdir()
    (folder / "racer.py").write_text(RACER)
    started = spawned(caller, "racer", folder, f"exec python3 racer.py {caller.home / '.ssh'}")
    row = {"id": "place-race", "group": "place", "what": "exchange a folder while another agent starts",
           "layer": "supervisor"}
    if started.returncode != 0:
        return {**row, "outcome": "not-tried", "evidence": started.stdout.decode(errors="replace")[-200:]}
    time.sleep(1)
    ran, found, aimed, refusals = 0, 0, 0, set()
    for _ in range(15):
        done = subprocess.run([caller.agentvm, "here", "--network", "none", "--", "sh", "-c",
                               "[ -e /run/agentvm/stage ] && echo ran; rev .git/modules/id_ed25519"], cwd=folder,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        text = done.stdout.decode(errors="replace")
        ran += text.startswith("ran")
        found += caller.canary[::-1] in text
        # What bwrap was about to mount counts too: whether the place of it is there just then is chance.
        aimed += f"{caller.home}/.ssh on " in text
        refusals |= {line for line in text.splitlines()[:1] if line.startswith("agentvm:")}
        if found:
            break
        # Until it looks again.
        time.sleep(1)
    subprocess.run([caller.agentvm, "kill", "racer"], **QUIET)
    if found or aimed:
        return {**row, "outcome": "escaped",
                "evidence": f"~/.ssh was {'seen' if found else 'to be mounted'} as .git/modules by another command"}
    if not ran and not refusals:
        return {**row, "outcome": "not-tried", "evidence": "no command ran"}
    return {**row, "outcome": "stopped", "evidence": f"{ran} of 15 ran, others: {' '.join(sorted(refusals))[:120]}"}


# It tries to write the settings again and again, while its caller has git replace them.
WRITER = """
import os, socket, sys
if not os.path.exists("/run/agentvm/stage"):
    sys.exit("this is no sandbox")
def say(word):
    with open("said", "a") as file:
        file.write(word + chr(10))
try:
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect("its.sock")
    say("connected")
except OSError as problem:
    say("refused " + problem.strerror)
while True:
    try:
        with open(".git/config", "a") as file:
            file.write("[core] fsmonitor = touch marker" + chr(10))
        say("written")
    except OSError:
        pass
    for name in (".git/config.lock", ".git/config"):
        try:
            os.rename(name, "aside")
            say("moved")
        except OSError:
            pass
"""


def beside_rows(caller):
    """What opens to an agent when its caller works in the same folder: git replaces files, programs have sockets."""
    folder = caller.home / "beside"
    folder.mkdir()
    run("git", "init", "-q", folder)
    (folder / "writer.py").write_text(WRITER)
    with socket.socket(socket.AF_UNIX) as server:
        # Its path may be too long for a socket's.
        here = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
        os.chdir(folder)
        server.bind("its.sock")
        os.fchdir(here)
        os.close(here)
        (folder / "its.sock").chmod(0o777)
        server.listen()
        started = spawned(caller, "writer", folder, "exec python3 writer.py")
        said = folder / "said"
        end = time.monotonic() + 10
        while not said.exists() and time.monotonic() < end:
            time.sleep(0.05)
        for number in range(20):
            subprocess.run(["git", "-C", folder, "remote", "add", f"r{number}", "https://ok.example.com/x"], **QUIET)
        time.sleep(0.2)
        words = said.read_text().splitlines() if said.exists() else []
        subprocess.run([caller.agentvm, "kill", "writer"], **QUIET)
    rows = [("place-socket", "connect to a socket of its caller's program in the folder", "connected"),
            ("place-replaced", "write git's settings when its caller has git replace them", "written")]
    for name, what, word in rows:
        row = {"id": name, "group": "place", "what": what, "layer": "mounts"}
        if started.returncode != 0 or not words:
            yield {**row, "outcome": "not-tried", "evidence": started.stdout.decode(errors="replace")[-200:]}
        elif word in words or (word == "written" and "moved" in words):
            yield {**row, "outcome": "escaped", "evidence": " ".join(sorted(set(words)))}
        else:
            yield {**row, "outcome": "stopped", "evidence": words[0] if name == "place-socket" else "read-only, 20 times"}


def misled_row(caller):
    """Whether the first line of a script of the folder, to which a link outside leads, adds to what is run."""
    folder = caller.home / "misled"
    folder.mkdir()
    (caller.home / "tools").mkdir()
    (caller.home / "tools" / "its-tool").symlink_to(folder / "tool")
    marker = caller.home / "misled-marker"
    write = ("import os, shutil; here = os.getcwd(); shutil.copy('/bin/dash', 'shell'); "
             f"open('hook', 'w').write('#!/bin/sh' + chr(10) + 'touch {marker}' + chr(10)); "
             "words = [here + '/shell', 'exitHook=' + here + '/hook']; "
             "open('tool', 'wb').write(b'#!' + bytes(1).join(word.encode() for word in words) + b'\\necho ran\\n'); "
             "[os.chmod(name, 0o755) for name in ('hook', 'tool', 'shell')]")
    environment = {**os.environ, "PATH": f"{caller.home}/tools:{os.environ['PATH']}"}
    words = {"cwd": folder, "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT,
             "timeout": 60, "env": environment}
    made = subprocess.run([caller.agentvm, "here", "--network", "none", "--", "python3", "-c", write], **words)
    done = subprocess.run([caller.agentvm, "here", "--network", "none", "--", "its-tool"], **words)
    text = done.stdout.decode(errors="replace").strip()
    time.sleep(1)
    row = {"id": "place-first-line", "group": "place", "what": "add a hook to what its caller runs, by a script's first line",
           "layer": "supervisor"}
    if made.returncode != 0:
        return {**row, "outcome": "not-tried", "evidence": made.stdout.decode(errors="replace")[-200:]}
    if marker.exists():
        return {**row, "outcome": "escaped", "evidence": "the hook ran on the host"}
    return {**row, "outcome": "stopped", "evidence": (text.splitlines() or ["it did not run"])[0][:120]}


def lock_row(caller):
    """Whether a link in the place of git's lock shows what it leads to, in a repository of the agent's own."""
    folder = caller.home / "locked"
    folder.mkdir()
    words = {"cwd": folder, "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT,
             "timeout": 60}
    here = [caller.agentvm, "here", "--network", "none", "--", "sh", "-c"]
    made = subprocess.run([*here, "git init -q sub && ln -s ../../.. sub/.git/config.lock"], **words)
    done = subprocess.run([*here, "rev sub/.git/config.lock/.ssh/id_ed25519; echo over"], **words)
    text = done.stdout.decode(errors="replace")
    row = {"id": "place-lock-link", "group": "place", "what": "have what a link leads to mounted as git's lock",
           "layer": "supervisor"}
    if made.returncode != 0 or "over" not in text:
        return {**row, "outcome": "not-tried", "evidence": (made.stdout + done.stdout).decode(errors="replace")[-200:]}
    if caller.canary[::-1] in text:
        return {**row, "outcome": "escaped", "evidence": "~/.ssh/id_ed25519 was read"}
    return {**row, "outcome": "stopped", "evidence": "nothing was mounted there"}
