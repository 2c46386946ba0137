/* fdtable.c - descriptors made, copied, changed and closed.
 *
 * Who is parked on a descriptor that is closed gets EBADF, before the number can be used again.
 * evergreen's own descriptors are passed by. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <stdarg.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/events.h"
#include "runtime/fd.h"
#include "runtime/hub.h"
#include "runtime/sys.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/io.h"
#include "shim/real.h"

static bool is_own(int fd) {
	return fd_is_own(fd) && !events_context();
}

/* ---- closing ---- */

int shim_close(int fd) {
	if (unlikely(fd_is_own(fd))) {
		if (!events_context())
			return (int)io_result(-EBADF);
		fd_remove_own(fd);
	}
	fd_closing(fd);
	return real.close(fd);
}

/* Close a range, but for our own descriptors within it. */
static int close_around_own(unsigned first, unsigned last, int flags) {
	for (unsigned fd = first; fd <= last && fd <= INT_MAX;) {
		int own = fd_next_own((int)fd);
		unsigned end = own >= 0 && (unsigned)own <= last ? (unsigned)own : UINT_MAX;
		if (end != fd && real.close_range(fd, end == UINT_MAX ? last : end - 1, flags) < 0)
			return -1;
		if (end == UINT_MAX)
			break;
		fd = end + 1;
	}
	return 0;
}

int shim_close_range(unsigned first, unsigned last, int flags) {
	if (first > last || (flags & ~(int)(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)))
		return real.close_range(first, last, flags);
	if (!(flags & (int)CLOSE_RANGE_CLOEXEC))
		fd_closing_range(first, last);
	return close_around_own(first, last, flags);
}

void shim_closefrom(int first) {
	if (first < 0)
		first = 0;
	fd_closing_range((unsigned)first, UINT_MAX);
	if (close_around_own((unsigned)first, UINT_MAX, 0) == 0)
		return;
	for (int fd = first; fd < sysconf(_SC_OPEN_MAX); fd++)
		shim_close(fd);
}

/* ---- copying ---- */

int shim_dup(int fd) {
	int copy = is_own(fd) ? (int)io_result(-EBADF) : real.dup(fd);
	if (copy >= 0)
		io_copied(fd, copy);
	return copy;
}

static int dup_onto(int fd, int onto, int flags, bool dup3) {
	/* Closed only if it will be: the old one must be valid. */
	if (is_own(fd) || is_own(onto) || sys(SYS_fcntl, fd, F_GETFD) < 0)
		return (int)io_result(-EBADF);
	bool fails = dup3 && (fd == onto || (flags & ~O_CLOEXEC));
	if (fd != onto && !fails)
		fd_closing(onto);
	int copy = dup3 ? real.dup3(fd, onto, flags) : real.dup2(fd, onto);
	if (copy >= 0 && copy != fd)
		io_copied(fd, copy);
	return copy;
}

int shim_dup2(int fd, int onto) {
	return dup_onto(fd, onto, 0, false);
}

int shim_dup3(int fd, int onto, int flags) {
	return dup_onto(fd, onto, flags, true);
}

/* ---- changing ---- */

int shim_fcntl(int fd, int command, void *arg) {
	if (unlikely(is_own(fd)))
		return (int)io_result(-EBADF);
	int result;
	switch (command) {
	case F_SETLKW:
	case F_OFD_SETLKW:
		result = real.fcntl(fd, command == F_SETLKW ? F_SETLK : F_OFD_SETLK, arg);
		if (result == 0 || (errno != EAGAIN && errno != EACCES))
			return result;
		return BLOCKING_CALL(fcntl, real.fcntl(fd, command, arg));
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		result = real.fcntl(fd, command, arg);
		if (result >= 0)
			io_copied(fd, result);
		return result;
	case F_SETFL:
		result = real.fcntl(fd, command, arg);
		io_changed(fd);
		return result;
	default: return real.fcntl(fd, command, arg);
	}
}

int shim_ioctl(int fd, unsigned long request, void *arg) {
	if (unlikely(is_own(fd)))
		return (int)io_result(-EBADF);
	int result = real.ioctl(fd, request, arg);
	if (request == FIONBIO)
		io_changed(fd);
	return result;
}

int shim_setsockopt(int fd, int level, int name, const void *value, socklen_t len) {
	int result = real.setsockopt(fd, level, name, value, len);
	if (level != SOL_SOCKET || result < 0)
		return result;
	struct fd_rec *rec = fd_record(fd);
	if (name == SO_RCVTIMEO || name == SO_SNDTIMEO)
		io_changed(fd);
	else if (name == SO_RCVLOWAT && rec)
		rec->shim.modes |= MODE_LOWAT;
	return result;
}

/* ---- making ---- */

static int made_pipe(int result, const int fds[2]) {
	for (int i = 0; i < 2 && result == 0; i++)
		io_made(fds[i], KIND_PIPE);
	return result;
}

int shim_pipe(int fds[2]) {
	return made_pipe(real.pipe(fds), fds);
}

int shim_pipe2(int fds[2], int flags) {
	return made_pipe(real.pipe2(fds, flags), fds);
}

/* ---- the same for libev: its descriptors are ours ---- */

int shim_epoll_create1(int flags) {
	int fd = real.epoll_create1(flags);
	return events_context() ? fd_make_own(fd) : fd;
}

int shim_eventfd(unsigned initial, int flags) {
	int fd = real.eventfd(initial, flags);
	return events_context() ? fd_make_own(fd) : fd;
}

int shim_epoll_ctl(int fd, int op, int target, struct epoll_event *event) {
	if (events_context())
		return (int)io_result(events_epoll_ctl(fd, op, target, event));
	return real.epoll_ctl(fd, op, target, event);
}
