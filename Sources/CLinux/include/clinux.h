// What Swift cannot import from Linux's headers: variadic calls, macros, and calls that need
// _GNU_SOURCE; and the one function that must run between fork and exec. No logic beyond that.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/types.h>

// Starts a program. `sources[i]` becomes descriptor `targets[i]` of the child; every other
// descriptor above 2 is closed. Signals are at their defaults but those of `ignored`, none blocked.
// CLINUX_OWN_GROUP puts it into a process group of its own, CLINUX_FOREGROUND makes that the
// foreground group of descriptor 0's terminal. Returns 0 or an errno.
enum { CLINUX_OWN_GROUP = 1, CLINUX_FOREGROUND = 2, CLINUX_NEW_SESSION = 4 };
int clinux_spawn(const char *file, char *const argv[], char *const envp[], const char *directory,
                 const int *sources, const int *targets, int count, const int *ignored,
                 int ignored_count, int flags, pid_t *pid);

// fork(2), for a process that does little and ends.
pid_t clinux_fork(void);
int clinux_pidfd_open(pid_t pid);
int clinux_pidfd_signal(int pidfd, int signal);
int clinux_memory_file(const char *name);
int clinux_set_parent_death_signal(int signal);
int clinux_set_dumpable(int value);
int clinux_set_child_subreaper(int value);
int clinux_no_new_privileges(void);
int clinux_set_resource_limit(int resource, uint64_t value);
int clinux_unshare_mounts(void);
// Binds an open folder at a path, where what belongs to `owner` on disk belongs to `seen`, and what
// `seen` makes belongs to `owner`: MOUNT_ATTR_IDMAP of mount_setattr(2). 0 or -1.
int clinux_bind_as(int folder, const char *target, uid_t owner, uid_t seen);
// Mounts what one descriptor is over what the other is, open_tree(2) and move_mount(2), with what is mounted
// below it. 0 or -1.
int clinux_mount_over(int source, int target, int is_read_only);
// The number of the mount that it lies in; -1 where the kernel does not say (before Linux 5.8).
long clinux_mount_of(int descriptor);
// A user namespace and a mount namespace of one's own.
int clinux_unshare_user_and_mounts(void);
// Landlock of landlock(7): the version of its interface, 0 without it; a set of rules that handles
// these accesses; a rule for all below an open path; and setting them for this thread for ever. All
// return -1 on errors.
int clinux_landlock_version(void);
int clinux_landlock_rules(uint64_t files, uint64_t scopes);
int clinux_landlock_allow(int rules, int path, uint64_t files);
int clinux_landlock_restrict(int rules);
int clinux_join_namespace(int descriptor);
// The user namespace that owns a namespace; -1 when it can't be told. Source: ioctl_ns(2).
int clinux_owner_of_namespace(int descriptor);
// The next connection of a socket that waits, non-blocking and closed on exec; -1 for none.
int clinux_accept(int descriptor);
// As many open files as there may be.
void clinux_raise_open_files(void);
int clinux_become(uid_t real, uid_t effective, uid_t saved);
int clinux_become_group(gid_t group);
int clinux_regain_groups(const gid_t *groups, int count, gid_t group);
int clinux_unread_input(int descriptor);
int clinux_resume_output(int descriptor);
// A terminal's line discipline; -1 on errors. And putting it back, with what else a program may have left: that
// nobody else may open it, that its output stands still, flags of its descriptor.
int clinux_line_discipline(int descriptor);
void clinux_restore_terminal(int descriptor, int discipline, int flags);
int clinux_window_size(int descriptor, int *rows, int *columns);
// 0 free, -1 error, else the holder's pid; -2 when an open file description holds it.
int clinux_lock_holder(int descriptor, long start, long length);
int clinux_lock_description(int descriptor, long start, long length, int wait);
int clinux_unlock_process(int descriptor, long start, long length);
int clinux_lock_process(int descriptor, long start, long length, int wait);
// openat2 with RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS.
int clinux_open_beneath(int directory, const char *path, int flags, unsigned mode);
// The same by O_PATH.
int clinux_hold_beneath(int directory, const char *path);
// Cut the first bytes of a file off, or make them a hole.
int clinux_collapse_front(int descriptor, long length);
int clinux_punch_front(int descriptor, long length);
// Makes a file share the bytes of another, FICLONE of ioctl_ficlonerange(2). 0 or -1.
int clinux_share_bytes(int from, int to);
int clinux_open_path(const char *path);
// Something in a folder by O_PATH, a link as itself; the descriptor, or -1.
int clinux_hold(int directory, const char *name);
int clinux_signal_descriptor(const int *signals, int count);
int clinux_block_signals(const int *signals, int count);
int clinux_unblock_signals(const int *signals, int count);
int clinux_read_signal(int descriptor);
// Connects to the socket of that name in a folder, one of connections or one of datagrams; the
// descriptor, or -1.
int clinux_connect(int directory, const char *name, int is_datagram);
// A pair of connected sockets that keep messages apart, closed on exec.
int clinux_socket_pair(int ends[2]);
// Sends a message with descriptors; receives one, its descriptors closed on exec. Both return the
// bytes, 0 when the other side is gone, -1 on errors. `count` is the room for descriptors, then
// their number.
long clinux_send_message(int descriptor, const void *bytes, long length, const int *descriptors,
                         int count);
long clinux_receive_message(int descriptor, void *bytes, long length, int *descriptors, int *count);
// The uid of the process at the other side of a socket; -1 when it can't be told.
long clinux_peer_uid(int descriptor);
int clinux_exited(int status);
int clinux_exit_status(int status);
int clinux_stopped(int status);
int clinux_term_signal(int status);
