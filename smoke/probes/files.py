"""Attempts to read files of the host, and to write where nothing may be written."""

import os
import stat
import sys

from paths import (caller_home, link_descriptor, mounts, own_path, problem_opening, readable, refused_creation,
                   refused_opening, workspace)
from stage import DOOR, PIPE, STAGE
from syscalls import AT_FDCWD, call
from table import LEVELS, all_of, probe, refused


@probe("ssh-keys", "files", "read SSH keys and root's files", "mounts")
def _():
    return readable(["/home/*/.ssh/id_*", "/root/.bashrc", "/root/.ssh/id_*", "/root/.profile", "/etc/ssh/ssh_host_*"])


@probe("shadow", "files", "read the host's password hashes", "mounts")
def _():
    return readable(["/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/shadow-", "/etc/security/opasswd"])


@probe("host-folders", "files", "see the host's other top folders", "mounts")
def _():
    names = ("boot mnt media srv sys root lost+found work data var/log var/lib var/run").split()
    seen = [name for name in names if os.path.exists("/" + name) and not workspace().startswith(f"/{name}/")]
    return not seen, "seen: " + " ".join(seen) if seen else "none is there"


@probe("machine-id", "files", "read what identifies the machine", "mounts")
def _():
    return readable(["/etc/machine-id", "/var/lib/dbus/machine-id", "/sys/class/dmi/id/product_uuid"])


@probe("dot-dot", "files", "climb out of the workspace by ..", "mounts")
def _():
    here, seen = os.open(".", os.O_PATH), set()
    for _ in range(40):
        here = os.open("..", os.O_PATH, dir_fd=here)
        try:
            seen |= set(os.listdir(f"/proc/self/fd/{here}"))
        except OSError:
            pass
    top = os.fstat(here)
    is_our_root = (top.st_dev, top.st_ino) == (os.stat("/").st_dev, os.stat("/").st_ino)
    return is_our_root and "boot" not in seen, f"ends at our root: {is_our_root}"


@probe("other-workspaces", "files", "see workspaces and HOMEs of other agents", "mounts")
def _():
    parent = os.path.dirname(workspace())
    names = set() if parent == "/" else set(os.listdir(parent)) - {os.path.basename(workspace())}
    homes = set(os.listdir("/home")) - {"agent", "inside"}
    return not names and not homes, f"beside the workspace: {sorted(names)}, in /home: {sorted(homes)}"


@probe("agentvm-home", "files", "read the home of agentvm", "mounts")
def _():
    root = f"{caller_home()}/.agentvm"
    return readable([f"{root}/{name}" for name in ("env", "config", "agents*", "run/*", "logs/*", "homes/*")])


@probe("caller-home", "files", "read keys in the caller's HOME", "mounts")
def _():
    names = (".ssh/id_ed25519", ".aws/credentials", ".netrc", ".git-credentials", ".docker/config.json", ".bashrc",
             ".profile")
    return readable([f"{caller_home()}/{name}" for name in names])


def link_row(id, what, target):
    """Registers a row that reads through a symbolic link in the workspace."""
    @probe(id, "files", what, "mounts")
    def attempt():
        link = own_path()
        os.symlink(target, link)
        try:
            return refused_opening([link])
        finally:
            os.unlink(link)


link_row("symlink-shadow", "link out of the workspace to /etc/shadow", "/etc/shadow")
link_row("symlink-root", "link out to root's files", "/root/.bashrc")
link_row("symlink-pid-1", "link out through pid 1's root", "/proc/1/root/etc/shadow")


@probe("symlink-race", "files", "swap folder and link while reading", "mounts")
def _():
    base = own_path()
    os.mkdir(base)
    os.mkdir(base + "/d")
    os.symlink("/root", base + "/l")
    child = os.fork()
    if child == 0:
        for _ in range(2000):
            call("renameat2", AT_FDCWD, (base + "/d").encode(), AT_FDCWD, (base + "/l").encode(), 2)
        os._exit(0)
    hits = sum(problem_opening(base + "/d/.bashrc") is None for _ in range(2000))
    os.waitpid(child, 0)
    for path in (base + "/d", base + "/l"):
        os.unlink(path) if os.path.islink(path) else os.rmdir(path)
    os.rmdir(base)
    return hits == 0, f"{hits} hits of 2000"


@probe("write-system", "files", "make files in system folders", "mounts")
def _():
    return all_of(refused_creation(folder) for folder in
                  ("/", "/usr", "/usr/bin", "/usr/lib", "/etc", "/bin/", "/lib/", "/dev", "/home", "/var", "/proc"))


@probe("write-files", "files", "open system files for writing", "mounts")
def _():
    return refused_opening(["/usr/bin/env", "/etc/passwd", "/etc/ld.so.cache", "/etc/resolv.conf", "/etc/hosts",
                            os.path.realpath(sys.executable)], os.O_WRONLY)


@probe("touch-system", "files", "change modes and times of /usr/bin/env", "mounts")
def _():
    mode = stat.S_IMODE(os.stat("/usr/bin/env").st_mode)
    return all_of([refused(lambda: os.utime("/usr/bin/env")), refused(lambda: os.chmod("/usr/bin/env", mode)),
                   refused(lambda: os.setxattr("/usr/bin/env", "user.agentvm", b"1"))])


@probe("read-only-mounts", "files", "write wherever a mount should be read-only", "mounts")
def _():
    expected = ("/proc", "/tmp", "/var/tmp", "/run", "/home/agent", "/home/inside", workspace(),
                f"{workspace()}/.git")
    odd = [path for path, options, _ in mounts()
           if "rw" in options and path not in expected and not path.startswith("/dev/")]
    return not odd, "writable: " + " ".join(odd) if odd else "all are as expected"


@probe("mount-flags", "files", "use mounts with devices or setuid", "mounts")
def _():
    bad = [path for path, options, _ in mounts()
           if "nosuid" not in options or ("nodev" not in options and not path.startswith("/dev/"))]
    return not bad, "without nosuid or nodev: " + " ".join(bad) if bad else "all are nosuid, and nodev beyond /dev"


@probe("ld-preload-file", "files", "plant /etc/ld.so.preload", "mounts")
def _():
    return refused_opening(["/etc/ld.so.preload"], os.O_CREAT | os.O_WRONLY)


def hard_link_row(id, what, source, levels=LEVELS):
    """Registers a row that links a file of the host into the workspace."""
    @probe(id, "files", what, "mounts", levels=levels)
    def attempt():
        target = own_path()
        return refused(lambda: os.link(source, target), lambda: os.unlink(target))


hard_link_row("hardlink-usr", "hard-link a program into the workspace", "/usr/bin/env")
hard_link_row("hardlink-etc", "hard-link the staged /etc/passwd", "/etc/passwd")
hard_link_row("hardlink-stage", "hard-link the inner stage", STAGE)
hard_link_row("hardlink-door", "hard-link the door", DOOR, ("standard", "trusted"))
hard_link_row("hardlink-pipe", "hard-link the pipe", PIPE, ("paranoid",))


@probe("hardlink-fd", "files", "hard-link a program by its descriptor", "mounts")
def _():
    target, descriptor = own_path(), os.open("/usr/bin/env", os.O_RDONLY)
    return refused(lambda: link_descriptor(descriptor, target), lambda: os.unlink(target))


@probe("home-credentials", "files", "find credentials of the host's user", "mounts")
def _():
    names = (".ssh", ".aws", ".gnupg", ".netrc", ".git-credentials", ".docker/config.json", ".npmrc", ".pypirc",
             ".config/gh/hosts.yml", ".kube/config", ".config/gcloud", ".bash_history", ".local/share/keyrings")
    found = [name for name in names if os.path.lexists(os.path.join(os.environ["HOME"], name))]
    return not found, "found: " + " ".join(found) if found else "none is there"
