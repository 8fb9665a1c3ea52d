#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/fs.h>
#include <linux/nsfs.h>
#include <linux/openat2.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/socket.h>
#include <stdio.h>
#include <sys/un.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

int clinux_spawn(const char *file, char *const argv[], char *const envp[], const char *directory,
                 const int *sources, const int *targets, int count, const int *ignored,
                 int ignored_count, int flags, pid_t *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  int lifted[16], highest = 2, result = EINVAL;
  if (count > 16 || ignored_count > 16) return EINVAL;
  for (int i = 0; i < count; i++)
    if (targets[i] > highest) highest = targets[i];
  for (int i = 0; i < count; i++) {
    lifted[i] = sources[i] < 0 ? -1 : fcntl(sources[i], F_DUPFD_CLOEXEC, highest + 1);
    if (sources[i] >= 0 && lifted[i] < 0) {
      result = errno;
      while (i-- > 0)
        if (lifted[i] >= 0) close(lifted[i]);
      posix_spawn_file_actions_destroy(&actions);
      posix_spawnattr_destroy(&attributes);
      return result;
    }
  }
  for (int i = 0; i < count; i++) {
    if (lifted[i] < 0)
      posix_spawn_file_actions_addopen(&actions, targets[i], "/dev/null", O_RDWR, 0);
    else
      posix_spawn_file_actions_adddup2(&actions, lifted[i], targets[i]);
  }
  if (flags & CLINUX_FOREGROUND) posix_spawn_file_actions_addtcsetpgrp_np(&actions, 0);
  posix_spawn_file_actions_addclosefrom_np(&actions, highest + 1);
  if (directory) posix_spawn_file_actions_addchdir_np(&actions, directory);

  sigset_t none, defaults;
  sigemptyset(&none);
  sigfillset(&defaults);
  for (int i = 0; i < ignored_count; i++) sigdelset(&defaults, ignored[i]);
  // Ignoring one drops what is pending of it: where it is ignored already, nothing is touched.
  struct sigaction previous[16];
  for (int i = 0; i < ignored_count; i++) {
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(ignored[i], NULL, &previous[i]);
    if (previous[i].sa_handler != SIG_IGN) sigaction(ignored[i], &ignore, NULL);
  }
  short spawn_flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  if (flags & CLINUX_OWN_GROUP) {
    spawn_flags |= POSIX_SPAWN_SETPGROUP;
    posix_spawnattr_setpgroup(&attributes, 0);
  }
  if (flags & CLINUX_NEW_SESSION) spawn_flags |= POSIX_SPAWN_SETSID;
  posix_spawnattr_setflags(&attributes, spawn_flags);
  result = posix_spawn(pid, file, &actions, &attributes, argv, envp);
  for (int i = 0; i < ignored_count; i++)
    if (previous[i].sa_handler != SIG_IGN) sigaction(ignored[i], &previous[i], NULL);
  for (int i = 0; i < count; i++)
    if (lifted[i] >= 0) close(lifted[i]);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return result;
}

pid_t clinux_fork(void) { return fork(); }
int clinux_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }
int clinux_pidfd_signal(int pidfd, int signal) {
  return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}
int clinux_memory_file(const char *name) { return memfd_create(name, 0); }
int clinux_set_parent_death_signal(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }
int clinux_set_dumpable(int value) { return prctl(PR_SET_DUMPABLE, value, 0, 0, 0); }
int clinux_set_child_subreaper(int value) { return prctl(PR_SET_CHILD_SUBREAPER, value, 0, 0, 0); }
int clinux_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }
int clinux_set_resource_limit(int resource, uint64_t value) {
  struct rlimit limit = {value, value};
  return setrlimit(resource, &limit);
}
int clinux_unshare_mounts(void) { return unshare(CLONE_NEWNS); }
// A user namespace that maps `owner` to `seen`, of a child that lives only meanwhile. -1 on errors.
static int user_mapping(uid_t owner, uid_t seen) {
  pid_t child = (pid_t)syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    for (;;) pause();
  }
  if (child < 0) return -1;
  int result = 0, descriptor = -1;
  char path[64], text[64];
  int length = snprintf(text, sizeof text, "%u %u 1", owner, seen);
  const char *files[] = {"uid_map", "gid_map"};
  for (int i = 0; i < 2 && result == 0; i++) {
    snprintf(path, sizeof path, "/proc/%d/%s", child, files[i]);
    int map = open(path, O_WRONLY | O_CLOEXEC);
    if (map < 0 || write(map, text, length) != length) result = -1;
    if (map >= 0) close(map);
  }
  snprintf(path, sizeof path, "/proc/%d/ns/user", child);
  if (result == 0) descriptor = open(path, O_RDONLY | O_CLOEXEC);
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  return descriptor;
}
int clinux_bind_as(int folder, const char *target, uid_t owner, uid_t seen) {
  struct { uint64_t set, clear, propagation, user; } attributes = {0x100000, 0, 0, 0};
  int mapping = user_mapping(owner, seen), result = -1;
  if (mapping < 0) return -1;
  attributes.user = (uint64_t)mapping;
  // open_tree, mount_setattr, move_mount: the same numbers everywhere.
  int all = 0x1000 /* AT_EMPTY_PATH */ | 0x8000 /* AT_RECURSIVE */;
  int tree = (int)syscall(428, folder, "", all | 1 /* CLONE */ | O_CLOEXEC);
  if (tree >= 0 && syscall(442, tree, "", all, &attributes, sizeof attributes) == 0)
    result = (int)syscall(429, tree, "", AT_FDCWD, target, 4 /* F_EMPTY_PATH */);
  if (tree >= 0) close(tree);
  close(mapping);
  return result;
}
int clinux_mount_over(int source, int target, int is_read_only) {
  struct { uint64_t set, clear, propagation, user; } attributes = {1 /* RDONLY */, 0, 0, 0};
  int all = 0x1000 /* AT_EMPTY_PATH */ | 0x8000 /* AT_RECURSIVE */, result = 0;
  int tree = (int)syscall(428, source, "", all | 1 /* CLONE */ | O_CLOEXEC);
  if (tree < 0) return -1;
  if (is_read_only) result = (int)syscall(442, tree, "", all, &attributes, sizeof attributes);
  if (result == 0)
    result = (int)syscall(429, tree, "", target, "", 4 /* F_EMPTY_PATH */ | 0x40 /* T_EMPTY_PATH */);
  close(tree);
  return result;
}
long clinux_mount_of(int descriptor) {
  struct statx facts;
  if (syscall(SYS_statx, descriptor, "", 0x1000 /* AT_EMPTY_PATH */, 0x1000 /* MNT_ID */, &facts) != 0)
    return -1;
  return facts.stx_mask & 0x1000 ? (long)facts.stx_mnt_id : -1;
}
int clinux_unshare_user_and_mounts(void) { return unshare(CLONE_NEWUSER | CLONE_NEWNS); }

// Of linux/landlock.h, whose older forms lack what newer kernels know; calls 444 to 446 everywhere.
int clinux_landlock_version(void) {
  long version = syscall(444, NULL, 0, 1);
  return version < 0 ? 0 : (int)version;
}
int clinux_landlock_rules(uint64_t files, uint64_t scopes) {
  struct { uint64_t files, ports, scopes; } handled = {files, 0, scopes};
  // What an older kernel does not know must not be there, or be nothing.
  return (int)syscall(444, &handled, scopes ? sizeof handled : sizeof handled.files, 0);
}
int clinux_landlock_allow(int rules, int path, uint64_t files) {
  struct __attribute__((packed)) { uint64_t files; int32_t path; } rule = {files, path};
  return (int)syscall(445, rules, 1, &rule, 0);
}
int clinux_landlock_restrict(int rules) { return (int)syscall(446, rules, 0); }
int clinux_join_namespace(int descriptor) { return setns(descriptor, 0); }
int clinux_owner_of_namespace(int descriptor) { return ioctl(descriptor, NS_GET_USERNS); }
int clinux_accept(int descriptor) {
  return accept4(descriptor, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}
void clinux_raise_open_files(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}
int clinux_become(uid_t real, uid_t effective, uid_t saved) {
  return setresuid(real, effective, saved);
}
int clinux_become_group(gid_t group) {
  if (setgroups(0, NULL) != 0) return -1;
  return setresgid(group, group, 0);
}
int clinux_regain_groups(const gid_t *groups, int count, gid_t group) {
  if (setresgid(group, group, group) != 0) return -1;
  return setgroups(count, groups);
}
int clinux_unread_input(int descriptor) {
  int count = 0;
  return ioctl(descriptor, FIONREAD, &count) == 0 ? count : -1;
}
int clinux_line_discipline(int descriptor) {
  int discipline = -1;
  return ioctl(descriptor, TIOCGETD, &discipline) == 0 ? discipline : -1;
}
void clinux_restore_terminal(int descriptor, int discipline, int flags) {
  if (discipline >= 0) ioctl(descriptor, TIOCSETD, &discipline);
  ioctl(descriptor, TIOCNXCL);
  tcflow(descriptor, TCOON);
  fcntl(descriptor, F_SETFL, flags);
}
int clinux_resume_output(int descriptor) { return tcflow(descriptor, TCOON); }
int clinux_window_size(int descriptor, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return -1;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return 0;
}

static struct flock region(short type, long start, long length) {
  struct flock lock;
  memset(&lock, 0, sizeof lock);
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = start;
  lock.l_len = length;
  return lock;
}
int clinux_lock_holder(int descriptor, long start, long length) {
  struct flock lock = region(F_WRLCK, start, length);
  if (fcntl(descriptor, F_OFD_GETLK, &lock) != 0) return -1;
  if (lock.l_type == F_UNLCK) return 0;
  return lock.l_pid > 0 ? lock.l_pid : -2;
}
int clinux_lock_description(int descriptor, long start, long length, int wait) {
  struct flock lock = region(F_WRLCK, start, length);
  return fcntl(descriptor, wait ? F_OFD_SETLKW : F_OFD_SETLK, &lock);
}
int clinux_unlock_process(int descriptor, long start, long length) {
  struct flock lock = region(F_UNLCK, start, length);
  return fcntl(descriptor, F_SETLK, &lock);
}
int clinux_lock_process(int descriptor, long start, long length, int wait) {
  struct flock lock = region(F_WRLCK, start, length);
  return fcntl(descriptor, wait ? F_SETLKW : F_SETLK, &lock);
}
int clinux_open_beneath(int directory, const char *path, int flags, unsigned mode) {
  struct open_how how;
  memset(&how, 0, sizeof how);
  how.flags = flags | O_CLOEXEC;
  how.mode = flags & O_CREAT ? mode : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}
int clinux_hold_beneath(int directory, const char *path) {
  return clinux_open_beneath(directory, path, O_PATH | O_NOFOLLOW, 0);
}
int clinux_collapse_front(int descriptor, long length) {
  return fallocate(descriptor, FALLOC_FL_COLLAPSE_RANGE, 0, length);
}
int clinux_punch_front(int descriptor, long length) {
  return fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, length);
}
int clinux_open_path(const char *path) { return open(path, O_PATH | O_CLOEXEC); }
int clinux_hold(int directory, const char *name) {
  return openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

static sigset_t set_of(const int *signals, int count) {
  sigset_t set;
  sigemptyset(&set);
  for (int i = 0; i < count; i++) sigaddset(&set, signals[i]);
  return set;
}
int clinux_signal_descriptor(const int *signals, int count) {
  sigset_t set = set_of(signals, count);
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}
int clinux_block_signals(const int *signals, int count) {
  sigset_t set = set_of(signals, count);
  return sigprocmask(SIG_BLOCK, &set, NULL);
}
int clinux_unblock_signals(const int *signals, int count) {
  sigset_t set = set_of(signals, count);
  return sigprocmask(SIG_UNBLOCK, &set, NULL);
}
int clinux_read_signal(int descriptor) {
  struct signalfd_siginfo information;
  return read(descriptor, &information, sizeof information) == sizeof information
             ? (int)information.ssi_signo
             : 0;
}
int clinux_exited(int status) { return WIFEXITED(status); }
int clinux_exit_status(int status) { return WEXITSTATUS(status); }
int clinux_stopped(int status) { return WIFSTOPPED(status); }
int clinux_term_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

int clinux_socket_pair(int ends[2]) {
  return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

long clinux_send_message(int descriptor, const void *bytes, long length, const int *descriptors,
                         int count) {
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int) * 8)];
  } control;
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = (size_t)length};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  if (count > 8) return -1;
  if (count > 0) {
    memset(&control, 0, sizeof control);
    message.msg_control = control.room;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
    memcpy(CMSG_DATA(header), descriptors, sizeof(int) * (size_t)count);
  }
  long sent;
  do sent = sendmsg(descriptor, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent;
}

long clinux_receive_message(int descriptor, void *bytes, long length, int *descriptors,
                            int *count) {
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int) * 8)];
  } control;
  struct iovec part = {.iov_base = bytes, .iov_len = (size_t)length};
  struct msghdr message = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = control.room,
                           .msg_controllen = sizeof control.room};
  int room = *count;
  *count = 0;
  long received;
  do received = recvmsg(descriptor, &message, MSG_CMSG_CLOEXEC);
  while (received < 0 && errno == EINTR);
  if (received < 0) return -1;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    int number = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    for (int i = 0; i < number; i++) {
      int passed;
      memcpy(&passed, CMSG_DATA(header) + sizeof(int) * (size_t)i, sizeof(int));
      if (*count < room)
        descriptors[(*count)++] = passed;
      else
        close(passed);
    }
  }
  return received;
}

long clinux_peer_uid(int descriptor) {
  struct ucred peer;
  socklen_t length = sizeof peer;
  return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 ? (long)peer.uid : -1;
}

int clinux_connect(int directory, const char *name, int is_datagram) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int length = snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s", directory,
                        name);
  if (length < 0 || (size_t)length >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  int descriptor = socket(AF_UNIX, (is_datagram ? SOCK_DGRAM : SOCK_SEQPACKET) | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  if (connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0) return descriptor;
  int problem = errno;
  close(descriptor);
  errno = problem;
  return -1;
}

int clinux_share_bytes(int from, int to) { return ioctl(to, FICLONE, from); }
