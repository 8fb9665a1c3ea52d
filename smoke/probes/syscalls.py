"""System calls by their numbers, so that no library stands before them."""

import ctypes
import errno
import platform

from table import NotTried, all_of, code, probe


LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long
MACHINE = platform.machine()
AT_FDCWD = -100
# What says that a call was refused, and not that it was asked wrongly.
REFUSALS = (errno.EPERM, errno.EACCES, errno.ENOSYS)
# name, number on x86_64, number on aarch64. Source: the kernel's syscall tables.
NUMBERS = {name: (amd, arm) for name, amd, arm in (line.split() for line in """
open 2 -
creat 85 -
chmod 90 -
mknod 133 -
ioctl 16 29
clone 56 220
fchmod 91 52
ptrace 101 117
syslog 103 116
personality 135 92
vhangup 153 58
modify_ldt 154 -
pivot_root 155 41
adjtimex 159 171
chroot 161 51
acct 163 89
settimeofday 164 170
mount 165 40
umount2 166 39
swapon 167 224
swapoff 168 225
reboot 169 142
sethostname 170 161
setdomainname 171 162
iopl 172 -
ioperm 173 -
init_module 175 105
delete_module 176 106
quotactl 179 60
clock_settime 227 112
get_mempolicy 239 236
mq_open 240 180
kexec_load 246 104
add_key 248 217
request_key 249 218
keyctl 250 219
ioprio_set 251 30
openat 257 56
mknodat 259 33
fchmodat 268 53
unshare 272 97
get_robust_list 274 100
move_pages 279 239
perf_event_open 298 241
fanotify_init 300 262
fanotify_mark 301 263
prlimit64 302 261
name_to_handle_at 303 264
open_by_handle_at 304 265
clock_adjtime 305 266
setns 308 268
process_vm_readv 310 270
process_vm_writev 311 271
kcmp 312 272
finit_module 313 273
sched_setattr 314 274
renameat2 316 276
seccomp 317 277
kexec_file_load 320 294
bpf 321 280
userfaultfd 323 282
pidfd_send_signal 424 424
io_uring_setup 425 425
io_uring_enter 426 426
io_uring_register 427 427
open_tree 428 428
move_mount 429 429
fsopen 430 430
fsconfig 431 431
fsmount 432 432
fspick 433 433
pidfd_open 434 434
clone3 435 435
openat2 437 437
pidfd_getfd 438 438
process_madvise 440 440
mount_setattr 442 442
quotactl_fd 443 443
memfd_secret 447 447
set_mempolicy_home_node 450 450
fchmodat2 452 452
listmount 458 458
lsm_set_self_attr 460 460
open_tree_attr 467 467
""".split("\n") if line)}


def number(name):
    """The call's number here."""
    numbers = dict(zip(("x86_64", "aarch64"), NUMBERS[name]))
    if numbers.get(MACHINE, "-") == "-":
        raise NotTried(f"no {name} on {MACHINE}")
    return int(numbers[MACHINE])


def raw_call(nr, *arguments):
    """Calls by number: (result, errno)."""
    ctypes.set_errno(0)
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result = LIBC.syscall(ctypes.c_long(nr), *words)
    return result, ctypes.get_errno() if result < 0 else 0


def call(name, *arguments):
    """Calls by name: (result, errno)."""
    return raw_call(number(name), *arguments)


def judged(name, result, problem, refusals=REFUSALS):
    """A call that got an answer other than a refusal has reached code of the kernel that it should not reach."""
    if result >= 0:
        return False, f"{name} = {result}"
    if problem in refusals:
        return True, f"{name}: {code(problem)}"
    return False, f"{name} got past the filter: {code(problem)}"


def refused_call(name, *arguments, refusals=REFUSALS):
    """Tries one call."""
    return judged(name, *call(name, *arguments), refusals)


def calls_row(id, what, layer, *calls, group="kernel"):
    """Registers a row that tries calls, each (name, arguments…)."""
    @probe(id, group, what, layer)
    def attempt():
        return all_of(refused_call(*each) for each in calls)
