/* poll.c - poll, select and epoll_wait: the kernel is asked without waiting, and while it knows of
 * nothing the coroutine parks on all of the descriptors. A signal handler ends each of them, with or
 * without SA_RESTART. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>

#include "runtime/events.h"
#include "runtime/fd.h"
#include "runtime/hub.h"
#include "runtime/sys.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/deadline.h"
#include "shim/io.h"
#include "shim/real.h"
#include "shim/signal.h"

enum { FEW = 32 }; /* waiters that fit on the stack */

static const short READS = POLLIN | POLLRDNORM, WRITES = POLLOUT | POLLWRNORM | POLLWRBAND;

/* Does a plain watch tell all that is asked for? It knows of reading, writing, errors and hang-ups; and
 * of urgent data, and that the other side writes no more, together with reading. */
static bool is_plain(const struct pollfd *fds, size_t count) {
	for (size_t i = 0; i < count; i++) {
		short events = fds[i].events;
		bool more =
			(events & POLLRDBAND) || ((events & (POLLPRI | POLLRDHUP)) && !(events & READS));
		if (fds[i].fd >= 0 && (more || !(events & (READS | WRITES))))
			return false;
	}
	return true;
}

/* Park until one of the descriptors has news. */
static int park_on_watches(struct co *self, const struct pollfd *fds, size_t count,
			   int64_t deadline_ns) {
	struct fd_waiter few[FEW], *waiters = few;
	size_t queued = 0, size = 2 * count * sizeof *waiters;
	if (2 * count > FEW) {
		waiters = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (waiters == MAP_FAILED)
			return -ENOMEM;
	}
	co_prepare(self);
	for (size_t i = 0; i < count; i++) {
		struct fd_rec *rec = fds[i].fd < 0 ? NULL : fd_record(fds[i].fd);
		if (rec && (fds[i].events & READS))
			fd_queue(&waiters[queued++], self, rec,
				 fds[i].events & POLLPRI ? FD_URGENT : FD_READ);
		if (rec && (fds[i].events & WRITES))
			fd_queue(&waiters[queued++], self, rec, FD_WRITE);
	}
	enum wake why = co_park(self, deadline_ns);
	while (queued > 0)
		fd_unqueue(&waiters[--queued]);
	if (waiters != few)
		munmap(waiters, size);
	return wake_result(why);
}

/* The same by an epoll set of its own, which knows every kind of event. */
static int park_on_set(struct co *self, const struct pollfd *fds, size_t count, int64_t deadline_ns) {
	int set = fd_make_own((int)sys(SYS_epoll_create1, EPOLL_CLOEXEC));
	if (set < 0)
		return set;
	int error = 0;
	for (size_t i = 0; i < count && (!error || error == -EBADF); i++) {
		struct epoll_event event = { .events = (uint32_t)fds[i].events };
		if (fds[i].fd < 0)
			continue;
		error = (int)sys(SYS_epoll_ctl, set, EPOLL_CTL_ADD, fds[i].fd, &event);
		if (error == -EPERM) /* a file: poll(2) has said that it is not ready, and it stays so */
			error = 0;
		if (error != -EEXIST)
			continue;
		for (size_t j = 0; j < i; j++)
			event.events |= fds[j].fd == fds[i].fd ? (uint32_t)fds[j].events : 0;
		error = (int)sys(SYS_epoll_ctl, set, EPOLL_CTL_MOD, fds[i].fd, &event);
	}
	struct fd_rec *rec = fd_record(set);
	if (!error)
		error = rec ? fd_park(self, rec, FD_READ, deadline_ns) : -ENOMEM;
	fd_drop_own(set);
	return error;
}

/* And where there is no descriptor left for that, or no memory, in the kernel. */
static int wait_in_kernel(struct co *self, struct pollfd *fds, size_t count, int64_t deadline_ns) {
	int64_t left_ns = deadline_ns == FOREVER_NS ? 0 : deadline_ns - clock_ns();
	struct timespec left = ns_timespec(left_ns > 0 ? left_ns : 0);
	long n = BLOCKING(self,
			  sys(SYS_ppoll, fds, count, deadline_ns == FOREVER_NS ? NULL : &left, NULL, 8));
	return n < 0 ? (int)n : n == 0 ? -ETIMEDOUT : 0;
}

static int park_on(struct co *self, struct pollfd *fds, size_t count, int64_t deadline_ns) {
	int error = is_plain(fds, count) ? park_on_watches(self, fds, count, deadline_ns)
					 : park_on_set(self, fds, count, deadline_ns);
	if (error == -EMFILE || error == -ENFILE || error == -ENOMEM)
		error = wait_in_kernel(self, fds, count, deadline_ns);
	return error == -EINTR ? signal_ends(self) : error;
}

/* Nothing has happened in time: a signal has, perhaps. */
static int at_the_end(struct co *self) {
	return unlikely(signal_is_due(self)) ? signal_ends(self) : 0;
}

/* ---- poll ---- */

static long poll_until(struct co *self, struct pollfd *fds, nfds_t count, int64_t deadline_ns) {
	for (bool late = deadline_ns == 0;;) {
		long n = sys(SYS_poll, fds, count, 0);
		if (n != 0 || late) {
			co_did_not_park(self);
			return n ? n : at_the_end(self);
		}
		int error = park_on(self, fds, count, deadline_ns);
		if (error == -ETIMEDOUT)
			late = true;
		else if (error && error != -EBADF) /* closed meanwhile: poll knows how to say that */
			return error;
	}
}

static int64_t deadline_in_ms(int ms) {
	if (ms < 0)
		return FOREVER_NS;
	return ms == 0 ? 0 : deadline_in(ms * INT64_C(1000000));
}

int shim_poll(struct co *self, struct pollfd *fds, nfds_t count, int ms) {
	return (int)io_result(poll_until(self, fds, count, deadline_in_ms(ms)));
}

int shim___poll_chk(struct co *self, struct pollfd *fds, nfds_t count, int ms, size_t room) {
	if (count > room / sizeof *fds)
		return real.__poll_chk(fds, count, ms, room); /* which ends the program */
	return shim_poll(self, fds, count, ms);
}

/* A relative timeout as a deadline: NULL none, 0 do not wait. -EINVAL. */
static int deadline_of(const struct timespec *timeout, int64_t *deadline_ns) {
	*deadline_ns = FOREVER_NS;
	if (!timeout)
		return 0;
	if (!timespec_valid(timeout) || timeout->tv_sec < 0)
		return -EINVAL;
	*deadline_ns = timespec_ns(timeout) == 0 ? 0 : deadline_in(timespec_ns(timeout));
	return 0;
}

int shim_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask) {
	struct co *self = shim_enter(FAMILY_poll, CALL_ppoll);
	int64_t deadline_ns;
	if (!self)
		return real.ppoll(fds, count, timeout, mask);
	long n = deadline_of(timeout, &deadline_ns);
	if (!n) {
		struct signal_masked masked;
		signal_mask_begin(self, &masked, mask);
		n = poll_until(self, fds, count, deadline_ns);
		signal_mask_end(self, &masked);
	}
	gate_leave(self);
	return (int)io_result(n);
}

int shim___ppoll_chk(struct pollfd *fds, nfds_t count, const struct timespec *timeout,
		     const sigset_t *mask, size_t room) {
	if (count > room / sizeof *fds)
		return real.__ppoll_chk(fds, count, timeout, mask, room);
	return shim_ppoll(fds, count, timeout, mask);
}

/* ---- select ---- */

struct sets {
	unsigned long *in[3]; /* reading, writing, exceptions: the program's, or NULL */
	int count;
};

enum { WORD_BITS = 8 * sizeof(unsigned long), SETS_MOST = 3 };

static bool in_set(const unsigned long *set, int fd) {
	return set && (set[fd / WORD_BITS] >> fd % WORD_BITS & 1);
}

static size_t words(const struct sets *s) {
	return ((size_t)s->count + WORD_BITS - 1) / WORD_BITS;
}

/* Ask the kernel; `out` gets its answer. */
static long select_now(const struct sets *s, unsigned long *out) {
	struct timeval zero = { 0 };
	unsigned long *at[SETS_MOST];
	for (int i = 0; i < SETS_MOST; i++) {
		at[i] = s->in[i] ? out + (size_t)i * words(s) : NULL;
		for (size_t w = 0; s->in[i] && w < words(s); w++)
			at[i][w] = s->in[i][w];
	}
	return sys(SYS_select, s->count, at[0], at[1], at[2], &zero);
}

static void answer(const struct sets *s, const unsigned long *out) {
	for (int i = 0; i < SETS_MOST; i++) {
		for (size_t w = 0; s->in[i] && w < words(s); w++)
			s->in[i][w] = out[(size_t)i * words(s) + w];
	}
}

static size_t fds_of(const struct sets *s, struct pollfd *fds) {
	size_t n = 0;
	for (int fd = 0; fd < s->count; fd++) {
		short events = (short)((in_set(s->in[0], fd) ? POLLIN : 0) |
				       (in_set(s->in[1], fd) ? POLLOUT : 0) |
				       (in_set(s->in[2], fd) ? POLLPRI : 0));
		if (events)
			fds[n++] = (struct pollfd){ .fd = fd, .events = events };
	}
	return n;
}

static long select_until(struct co *self, const struct sets *s, int64_t deadline_ns) {
	size_t bytes = SETS_MOST * words(s) * sizeof(unsigned long);
	size_t size = bytes + (size_t)s->count * sizeof(struct pollfd);
	char few[2048], *room = few;
	if (size > sizeof few) {
		room = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (room == MAP_FAILED)
			return -ENOMEM;
	}
	unsigned long *out = (unsigned long *)(void *)room;
	struct pollfd *fds = (struct pollfd *)(void *)(room + bytes);
	long n = 0;
	for (bool late = deadline_ns == 0;;) {
		n = select_now(s, out);
		if (n != 0 || late) {
			co_did_not_park(self);
			n = n ? n : at_the_end(self);
			break;
		}
		n = park_on(self, fds, fds_of(s, fds), deadline_ns);
		late = n == -ETIMEDOUT;
		if (n && !late && n != -EBADF)
			break;
	}
	if (n >= 0)
		answer(s, out);
	if (room != few)
		munmap(room, size);
	return n;
}

/* The highest descriptor of the program, or `otherwise`. */
static int highest_open(int otherwise) {
	struct entry {
		uint64_t inode, offset;
		uint16_t size;
		uint8_t type;
		char name[];
	};
	_Alignas(struct entry) char buf[4096];
	int dir = (int)sys(SYS_openat, AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int highest = dir < 0 ? otherwise : 0;
	for (long n; dir >= 0 && (n = sys(SYS_getdents64, dir, buf, sizeof buf)) > 0;) {
		for (long at = 0; at < n; at += ((struct entry *)(void *)(buf + at))->size) {
			int fd = atoi(((struct entry *)(void *)(buf + at))->name);
			if (fd > highest && !fd_is_own(fd))
				highest = fd;
		}
	}
	sys(SYS_close, dir);
	return highest;
}

/* The kernel looks no further than its table of descriptors goes, and programs that pass getdtablesize()
 * with an fd_set count on that; but our own descriptors make the table larger. */
static int clamped(int count) {
	if (count <= FD_SETSIZE || fd_next_own(0) < 0)
		return count;
	int highest = highest_open(count);
	int enough = highest < FD_SETSIZE ? FD_SETSIZE : highest + 1;
	return enough < count ? enough : count;
}

/* 0 or -errno. */
static int sets_of(struct sets *s, int count, fd_set *reads, fd_set *writes, fd_set *excepts) {
	if (count < 0)
		return -EINVAL;
	*s = (struct sets){
		{ (unsigned long *)reads, (unsigned long *)writes, (unsigned long *)excepts }, count
	};
	for (int i = 0; i < SETS_MOST; i++) {
		if (s->in[i] && !sys_is_readable(s->in[i], words(s) * sizeof(unsigned long)))
			return -EFAULT;
	}
	return 0;
}

static int select_in(struct co *self, int count, fd_set *reads, fd_set *writes, fd_set *excepts,
		     struct timeval *timeout) {
	struct sets s;
	int64_t deadline_ns = FOREVER_NS;
	if (timeout && (timeout->tv_sec < 0 || timeout->tv_usec < 0))
		return (int)io_result(-EINVAL);
	int error = sets_of(&s, count, reads, writes, excepts);
	if (error)
		return (int)io_result(error);
	if (timeout) {
		struct timespec ts = { .tv_sec = timeout->tv_sec + timeout->tv_usec / 1000000,
				       .tv_nsec = timeout->tv_usec % 1000000 * 1000 };
		deadline_of(&ts, &deadline_ns);
	}
	long n = select_until(self, &s, deadline_ns);
	if (timeout) { /* Linux tells how much was left */
		int64_t left_ns = deadline_ns ? deadline_ns - clock_ns() : 0;
		left_ns = left_ns > 0 ? left_ns : 0;
		*timeout = (struct timeval){ left_ns / NS_PER_S, left_ns % NS_PER_S / 1000 };
	}
	return (int)io_result(n);
}

int shim_select(int count, fd_set *reads, fd_set *writes, fd_set *excepts, struct timeval *timeout) {
	struct co *self = shim_enter_park(FAMILY_poll, CALL_select);
	count = clamped(count);
	int n = self ? select_in(self, count, reads, writes, excepts, timeout)
		     : real.select(count, reads, writes, excepts, timeout);
	gate_leave(self);
	return n;
}

int shim_pselect(int count, fd_set *reads, fd_set *writes, fd_set *excepts,
		 const struct timespec *timeout, const sigset_t *mask) {
	struct co *self = shim_enter(FAMILY_poll, CALL_pselect);
	struct sets s;
	int64_t deadline_ns;
	count = clamped(count);
	if (!self)
		return real.pselect(count, reads, writes, excepts, timeout, mask);
	long n = deadline_of(timeout, &deadline_ns);
	if (!n)
		n = sets_of(&s, count, reads, writes, excepts);
	if (!n) {
		struct signal_masked masked;
		signal_mask_begin(self, &masked, mask);
		n = select_until(self, &s, deadline_ns);
		signal_mask_end(self, &masked);
	}
	gate_leave(self);
	return (int)io_result(n);
}

/* ---- epoll: the program's own set is a descriptor like others ---- */

static long epoll_until(struct co *self, int fd, struct epoll_event *events, int room,
			int64_t deadline_ns) {
	for (bool late = deadline_ns == 0;;) {
		long n = sys(SYS_epoll_pwait, fd, events, room, 0, NULL, 8);
		if (n != 0 || late) {
			co_did_not_park(self);
			return n;
		}
		struct fd_rec *rec = fd_record(fd);
		int error = rec ? fd_park(self, rec, FD_READ, deadline_ns) : -ENOMEM;
		if (error == -EINTR)
			error = signal_ends(self);
		late = error == -ETIMEDOUT;
		if (error && !late)
			return error;
	}
}

int shim_epoll_wait(int fd, struct epoll_event *events, int room, int ms) {
	if (events_context())
		return (int)io_result(events_epoll_wait(fd, events, room, ms));
	struct co *self = shim_enter_park(FAMILY_poll, CALL_epoll_wait);
	if (!self)
		return real.epoll_wait(fd, events, room, ms);
	long n = epoll_until(self, fd, events, room, deadline_in_ms(ms));
	gate_leave(self);
	return (int)io_result(n);
}

static int epoll_masked(struct co *self, int fd, struct epoll_event *events, int room,
			int64_t deadline_ns, const sigset_t *mask) {
	struct signal_masked masked;
	signal_mask_begin(self, &masked, mask);
	long n = epoll_until(self, fd, events, room, deadline_ns);
	signal_mask_end(self, &masked);
	gate_leave(self);
	return (int)io_result(n);
}

int shim_epoll_pwait(int fd, struct epoll_event *events, int room, int ms, const sigset_t *mask) {
	struct co *self = shim_enter(FAMILY_poll, CALL_epoll_pwait);
	if (!self)
		return real.epoll_pwait(fd, events, room, ms, mask);
	return epoll_masked(self, fd, events, room, deadline_in_ms(ms), mask);
}

int shim_epoll_pwait2(int fd, struct epoll_event *events, int room, const struct timespec *timeout,
		      const sigset_t *mask) {
	struct co *self = shim_enter(FAMILY_poll, CALL_epoll_pwait2);
	int64_t deadline_ns;
	if (!self)
		return real.epoll_pwait2(fd, events, room, timeout, mask);
	int error = deadline_of(timeout, &deadline_ns);
	if (error) {
		gate_leave(self);
		return (int)io_result(error);
	}
	return epoll_masked(self, fd, events, room, deadline_ns, mask);
}
