"""Attempts of an agent that works in place: on the settings and hooks of its caller's repository, and to get beyond
the folder. smoke/escape makes the folder, and compares from outside what it held with what it holds."""

import ctypes
import mmap
import os
import shutil
import stat
import struct
import subprocess

from paths import MARK, caller_home, link_descriptor, mounts, own_path, refused_opening, workspace
from plants import plant
from syscalls import AT_FDCWD, LIBC, call, refused_call
from table import NotTried, all_of, code, probe, refused

IN_PLACE = ("trusted",)
GIT = ".git"
CONFIG = f"{GIT}/config"
# What git on the host would run from, of the repository that smoke/escape makes.
GUARDED = (CONFIG, f"{GIT}/hooks/pre-commit", f"{GIT}/info/attributes", f"{GIT}/info/exclude",
           f"{GIT}/modules/part/config", f"{GIT}/modules/part/hooks/post-checkout",
           f"{GIT}/worktrees/linked/commondir", f"{GIT}/worktrees/linked/gitdir")


def place_row(id, what, layer="mounts"):
    """Registers a row of an agent that works in place."""
    return probe(f"place-{id}", "place", what, layer, levels=IN_PLACE)


def facts(path):
    """What a file is and holds; None where it can't be read or is not there."""
    try:
        with open(path, "rb") as file:
            return os.fstat(file.fileno()).st_ino, stat.S_IMODE(os.fstat(file.fileno()).st_mode), file.read()
    except OSError:
        return None


def leaves(paths, *actions):
    """Stopped when after all the actions those files are as they were, whatever the actions said."""
    before = {path: facts(path) for path in paths}
    missing = [path for path, fact in before.items() if fact is None]
    if missing:
        raise NotTried("not there: " + " ".join(missing))
    said = []
    for action in actions:
        try:
            action()
            said.append("no error")
        except OSError as error:
            said.append(code(error))
        except subprocess.CalledProcessError as error:
            said.append(f"status {error.returncode}")
    changed = [path for path in paths if facts(path) != before[path]]
    return not changed, f"changed: {' '.join(changed)}" if changed else " ".join(dict.fromkeys(said))


def write(path, flags=0):
    """Puts text at a file's beginning."""
    descriptor = os.open(path, os.O_WRONLY | flags, 0o755)
    os.write(descriptor, b"#!/bin/sh\n")
    os.close(descriptor)


def git(*words, **variables):
    """Runs git here, and says nothing."""
    subprocess.run(["git", *words], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, env={**os.environ, **variables})


def beside(suffix=""):
    """A path of ours within the repository: what lies there is in the same file system and mount as its settings."""
    return f"{GIT}/{MARK}{suffix}"


def own_file(path=None):
    """A file of ours in the workspace."""
    path = path or own_path(f"-{os.urandom(3).hex()}")
    with open(path, "w") as file:
        file.write("[core]\n\tfsmonitor = true\n")
    return path


@place_row("write", "write settings and hooks of the repository")
def _():
    flags = (0, os.O_APPEND, os.O_TRUNC, os.O_CREAT)
    return leaves(GUARDED, *(lambda path=path, flag=flag: write(path, flag) for path in GUARDED for flag in flags))


@place_row("git-config", "have git write settings")
def _():
    return leaves((CONFIG,), lambda: git("config", "core.fsmonitor", "true"),
                  lambda: git("config", "--worktree", "core.fsmonitor", "true"),
                  lambda: git("config", "--file", CONFIG, "core.fsmonitor", "true"),
                  lambda: git("remote", "add", "probe", "ext::true"),
                  lambda: git("config", "core.fsmonitor", "true", GIT_DIR=os.path.abspath(GIT)),
                  lambda: git("config", "core.fsmonitor", "true", GIT_COMMON_DIR=os.path.abspath(GIT)))


@place_row("git-init", "have git init copy hooks and settings")
def _():
    template = own_path("-template")
    os.makedirs(f"{template}/hooks")
    write(f"{template}/hooks/pre-commit", os.O_CREAT)
    write(f"{template}/hooks/pre-push", os.O_CREAT)
    hooks = set(os.listdir(f"{GIT}/hooks"))
    try:
        stopped, evidence = leaves(GUARDED, lambda: git("init", "--template", template, "--shared=all"),
                                   lambda: git("init", "--separate-git-dir", own_path("-other")))
        return stopped and set(os.listdir(f"{GIT}/hooks")) == hooks and os.path.isdir(GIT), evidence
    finally:
        shutil.rmtree(template)


@place_row("config-rename", "rename something over settings, or them away")
def _():
    ours = (own_file(), own_file(beside()))
    try:
        return leaves(GUARDED, *(action for path in GUARDED for source in ours for action in
                                 (lambda path=path, source=source: os.rename(source, path),
                                  lambda path=path, source=source: os.rename(path, source + "-away"))))
    finally:
        for path in ours:
            if os.path.exists(path):
                os.unlink(path)


@place_row("exchange", "exchange settings with something of ours")
def _():
    ours, folder, outcomes = own_file(beside()), beside("-folder"), []
    os.mkdir(folder)
    os.mkdir(own_path("-folder"))
    folders = [(f"{GIT}/{name}", folder) for name in ("hooks", "info", "modules", "worktrees")]
    try:
        for path, other in ((CONFIG, ours), (GIT, own_path("-folder")), *folders):
            result, problem = call("renameat2", AT_FDCWD, path.encode(), AT_FDCWD, other.encode(), 2)
            if result == 0:
                call("renameat2", AT_FDCWD, path.encode(), AT_FDCWD, other.encode(), 2)
            outcomes.append((result < 0, f"{path}: {code(problem) if result < 0 else 'exchanged'}"))
        return all_of(outcomes)
    finally:
        os.unlink(ours)
        os.rmdir(folder)
        os.rmdir(own_path("-folder"))


@place_row("git-rename", "move the repository away")
def _():
    folders = [(GIT, own_path("-moved"))]
    folders += [(f"{GIT}/{name}", beside("-moved")) for name in ("hooks", "info", "modules", "worktrees", "config")]
    return all_of(refused(lambda path=path, target=target: os.rename(path, target),
                          lambda path=path, target=target: os.rename(target, path)) for path, target in folders)


@place_row("unlink", "remove settings and make them anew")
def _():
    def anew(path):
        os.unlink(path)
        write(path, os.O_CREAT)
    return leaves(GUARDED, *(lambda path=path: anew(path) for path in GUARDED))


@place_row("symlink", "replace settings by links")
def _():
    def linked(path):
        os.unlink(path)
        os.symlink("/tmp", path)

    def over(path):
        link = beside("-link")
        os.symlink("/tmp", link)
        try:
            os.rename(link, path)
        finally:
            if os.path.lexists(link):
                os.unlink(link)
    stopped, evidence = leaves(GUARDED, *(lambda path=path, how=how: how(path)
                                          for path in GUARDED for how in (linked, over)))
    links = [path for path in (GIT, f"{GIT}/hooks", CONFIG) if os.path.islink(path)]
    return stopped and not links, evidence


@place_row("hard-link", "write settings by a hard link")
def _():
    def by_link(path):
        link = beside("-hard")
        os.link(path, link)
        try:
            write(link)
        finally:
            os.unlink(link)

    def by_descriptor(path):
        link = beside("-hard")
        link_descriptor(os.open(path, os.O_RDONLY), link)
        try:
            write(link)
        finally:
            os.unlink(link)
    return leaves(GUARDED, *(lambda path=path, how=how: how(path)
                             for path in GUARDED for how in (by_link, by_descriptor)))


@place_row("modes", "change modes, times, attributes of settings")
def _():
    return all_of(refused(action) for path in (*GUARDED, f"{GIT}/hooks") for action in
                  (lambda path=path: os.chmod(path, 0o777), lambda path=path: os.utime(path),
                   lambda path=path: os.setxattr(path, "user.agentvm", b"1"),
                   lambda path=path: os.chown(path, 1000, 1000)))


@place_row("truncate", "cut settings off")
def _():
    return leaves(GUARDED, *(lambda path=path: os.truncate(path, 0) for path in GUARDED))


@place_row("map", "write settings through mapped memory")
def _():
    def mapped(path):
        descriptor = os.open(path, os.O_RDONLY)
        with mmap.mmap(descriptor, 0, prot=mmap.PROT_READ | mmap.PROT_WRITE) as memory:
            memory[:1] = b"#"

    def by_mem(path):
        # /proc/self/mem writes where the process itself can't: not into shared mappings of what is read-only.
        LIBC.mmap.restype = ctypes.c_void_p
        descriptor = os.open(path, os.O_RDONLY)
        address = LIBC.mmap(None, ctypes.c_size_t(4096), 1, 1, descriptor, ctypes.c_long(0))
        memory = os.open("/proc/self/mem", os.O_RDWR)
        os.pwrite(memory, b"#", address)
    return leaves(GUARDED, *(lambda path=path, how=how: how(path) for path in GUARDED for how in (mapped, by_mem)))


@place_row("descriptor", "open settings anew by their descriptors")
def _():
    def again(path, flags):
        write(f"/proc/self/fd/{os.open(path, flags)}")
    ways = ("/proc/self/cwd/", f"/proc/self/root{workspace()}/", f"/proc/{os.getppid()}/cwd/",
            "/proc/thread-self/cwd/")
    return leaves(GUARDED, *(lambda path=path, flags=flags: again(path, flags)
                             for path in GUARDED for flags in (os.O_PATH, os.O_RDONLY)),
                  *(lambda way=way: write(way + CONFIG) for way in ways))


@place_row("nameless", "give a nameless file the settings' name")
def _():
    def linked():
        descriptor = os.open(GIT, os.O_TMPFILE | os.O_RDWR, 0o644)
        os.write(descriptor, b"[core]\n")
        link_descriptor(descriptor, CONFIG)

    def in_hooks():
        link_descriptor(os.open(GIT, os.O_TMPFILE | os.O_RDWR, 0o755), f"{GIT}/hooks/pre-push")
    stopped, evidence = leaves(GUARDED, linked, in_hooks,
                               lambda: os.close(os.open(f"{GIT}/hooks", os.O_TMPFILE | os.O_RDWR, 0o755)))
    return stopped and not os.path.exists(f"{GIT}/hooks/pre-push"), evidence


@place_row("new", "make new hooks, modules and worktrees")
def _():
    return all_of(refused(lambda path=path: os.mkdir(path), lambda path=path: os.rmdir(path)) for path in
                  (f"{GIT}/hooks/pre-push", f"{GIT}/info/sparse-checkout", f"{GIT}/modules/other",
                   f"{GIT}/worktrees/other", f"{GIT}/modules/part/info", f"{GIT}/worktrees/linked/logs"))


@place_row("mount", "mount something over settings", "seccomp")
def _():
    return all_of([refused_call("mount", b"/tmp", f"{GIT}/hooks".encode(), b"none", 0x1000, None),
                   refused_call("mount", None, CONFIG.encode(), None, 0x1020, None),
                   refused_call("umount2", CONFIG.encode(), 2),
                   refused_call("umount2", GIT.encode(), 2),
                   refused_call("mount_setattr", AT_FDCWD, CONFIG.encode(), 0, struct.pack("QQQQ", 0, 1, 0, 0), 32)])


@place_row("git-flags", "find the repository's mounts writable or devices")
def _():
    ours = {path: options for path, options, _ in mounts() if path.startswith(workspace() + "/")}
    writable = [path for path, options in ours.items() if "rw" in options and path != f"{workspace()}/{GIT}"]
    loose = [path for path, options in ours.items() if not {"nosuid", "nodev"} <= options]
    return not writable and not loose, f"writable {writable}, loose {loose}" if writable or loose \
        else f"{len(ours)} mounts, all but .git read-only"


@place_row("parent", "read and write beside the folder")
def _():
    above = os.path.dirname(workspace())
    outcomes = [refused_opening([f"{above}/beside.txt", f"{caller_home()}/project-linked/a.txt",
                                 f"{caller_home()}/.ssh"])]
    parent = os.open("..", os.O_PATH)
    outcomes.append(refused(lambda: os.close(os.open("beside.txt", os.O_RDONLY, dir_fd=parent))))
    # A folder made there is in the sandbox's own file system, if anywhere: whoever looks beside it from outside sees.
    refused(lambda: os.mkdir(os.path.join(above, MARK)))
    refused(lambda: os.rename("a.txt", "../a.txt"))
    return all_of([*outcomes, (os.path.exists("a.txt"), "the file stays in the folder")])


@place_row("links-out", "follow the folder's own links out of it")
def _():
    # The caller had them there: to the file beside it, and to a folder of HOME.
    return refused_opening(["link-beside", "link-ssh/id_ed25519"])


@place_row("secrets", "read secrets of the folder by other names")
def _():
    # A hard link, a copy and a link to .env, which the caller had there; and what /proc has of them.
    found = []
    for path in (".env", "settings/by-hard-link", "settings/copied.txt", "settings/by-link", "/proc/self/cwd/.env",
                 f"{workspace()}/../project/.env"):
        try:
            with open(path) as file:
                if file.read():
                    found.append(path)
        except OSError:
            pass
    return not found, "read " + " ".join(found) if found else "all are empty"


@place_row("secrets-moved", "uncover secrets by moving what covers them")
def _():
    outcomes = [refused(lambda: os.rename(".env", "env-moved"), lambda: os.rename("env-moved", ".env")),
                refused(lambda: os.unlink(".env")), refused(lambda: os.link(".env", "env-linked"))]
    # The folder above may be moved; what covers the file goes with it.
    os.rename("settings", "settings-moved")
    try:
        with open("settings-moved/by-hard-link") as file:
            outcomes.append((not file.read(), "moved with its folder: still empty"))
    finally:
        os.rename("settings-moved", "settings")
    return all_of(outcomes)


def rewritten(path, how):
    """Whether a setuid program has still that bit with our content in it."""
    before = facts(path)
    if before is None or not before[1] & 0o6000:
        raise NotTried(f"{path} is not there, or not setuid")
    try:
        how(path)
    except OSError as error:
        return True, f"{how.__name__}: {code(error)}"
    after = facts(path)
    is_ours = after is not None and after[1] & 0o6000 and after[2] != before[2]
    return not is_ours, f"{how.__name__}: mode {after[1]:o}, {'our' if after[2] != before[2] else 'its own'} content"


def by_write(path):
    write(path)


def by_truncate(path):
    os.truncate(path, 10)


def by_allocate(path):
    descriptor = os.open(path, os.O_RDWR)
    # FALLOC_FL_ZERO_RANGE
    if LIBC.fallocate(descriptor, 0x10, ctypes.c_long(0), ctypes.c_long(16)) < 0:
        raise OSError(ctypes.get_errno(), "fallocate")


def by_splice(path):
    read, pipe = os.pipe()
    os.write(pipe, b"#!/bin/sh\n")
    os.splice(read, os.open(path, os.O_RDWR), 10, offset_dst=0)


def by_copy(path):
    os.copy_file_range(os.open("a.txt", os.O_RDONLY), os.open(path, os.O_RDWR), 4)


def by_map(path):
    with mmap.mmap(os.open(path, os.O_RDWR), 0) as memory:
        memory[:10] = b"#!/bin/sh\n"
        memory.flush()


def by_direct(path):
    descriptor = os.open(path, os.O_RDWR | os.O_DIRECT)
    page = mmap.mmap(-1, 4096)
    page[:10] = b"#!/bin/sh\n"
    os.pwritev(descriptor, [page], 0)


for each_way in (by_write, by_truncate, by_allocate, by_splice, by_copy, by_direct, by_map):
    @place_row(f"setuid-{each_way.__name__[3:]}", f"fill a setuid program there by {each_way.__name__[3:]}",
               "seccomp" if each_way is by_map else "capabilities")
    def _(way=each_way):
        return all_of(rewritten(f"programs/{kind}-{way.__name__[3:]}", way) for kind in ("setuid", "setgid"))


@place_row("acl", "give users of the host rights by ACL", "user namespace")
def _():
    path = own_file()
    try:
        outcomes = []
        for user in (0, 1, 61234, 65534):
            entries = ((1, 6, -1), (2, 7, user), (4, 0, -1), (16, 7, -1), (32, 0, -1))
            text = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", tag, rights, who & 0xFFFFFFFF)
                                                   for tag, rights, who in entries)
            outcomes.append(refused(lambda text=text: os.setxattr(path, "system.posix_acl_access", text)))
        return all_of(outcomes)
    finally:
        os.unlink(path)


@place_row("capability", "give the caller's files capabilities", "capabilities")
def _():
    everything = struct.pack("<IIIII", 0x02000001, 0xFFFFFFFF, 0, 0x1FF, 0)
    # With the namespace's root in it: VFS_CAP_REVISION_3.
    rooted = struct.pack("<IIIIII", 0x03000001, 0xFFFFFFFF, 0, 0x1FF, 0, 0)
    return all_of(refused(lambda path=path, value=value: os.setxattr(path, "security.capability", value))
                  for path in ("a.txt", "programs/setuid-copy") for value in (everything, rooted))


@place_row("devices", "make devices in the caller's folder", "user namespace")
def _():
    # The disk, the memory, a terminal.
    return all_of(refused(lambda kind=kind, numbers=numbers: os.mknod(own_path("-device"), kind | 0o666,
                                                                      os.makedev(*numbers)))
                  for kind, numbers in ((stat.S_IFBLK, (254, 0)), (stat.S_IFCHR, (1, 1)), (stat.S_IFCHR, (4, 0))))


@place_row("unnamed-owner", "write files there of other users", "user namespace")
def _():
    # Of somebody who is neither the caller nor the agent; only root can have made it.
    if not os.path.exists("foreign.txt"):
        raise NotTried("the caller can make no file of another's")
    return all_of([refused_opening(["foreign.txt"], os.O_WRONLY), refused(lambda: os.chmod("foreign.txt", 0o666)),
                   refused(lambda: os.chown("foreign.txt", 1000, 1000))])


@plant("place", "leave more than files in the folder", "mounts", levels=IN_PLACE)
def _():
    # A file and a folder, whose owner and modes are looked at from outside; and all that was tried before.
    os.makedirs("made/by-agent")
    with open("made/by-agent/file", "w") as file:
        file.write("#!/bin/sh\n")
    os.chmod("made/by-agent/file", 0o777)


@plant("place-guarded", "have changed settings or hooks anyhow", "mounts", levels=IN_PLACE)
def _():
    # Nothing to leave: what the attempts before have changed is seen from outside.
    pass


@plant("place-beside", "have changed anything beside the folder", "mounts", levels=IN_PLACE)
def _():
    pass
