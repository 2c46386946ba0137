/* io.c - see io.h. */
#include "shim/io.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>

#include "runtime/sys.h"
#include "shim/blocking.h"
#include "shim/deadline.h"
#include "shim/signal.h"

static struct {
	_Atomic uint32_t epoch; /* of the modes of descriptions that several descriptors have */
	uint16_t forks;         /* what there was at a fork, another process has, too */
} io;

enum fd_kind io_kind(struct fd_rec *rec) {
	struct stat st;
	if (unlikely(!rec))
		return KIND_BAD;
	if (likely(rec->shim.kind != KIND_UNKNOWN))
		return rec->shim.kind;
	if (rec->fd < 0 || sys(SYS_fstat, rec->fd, &st) < 0)
		return KIND_BAD; /* not remembered: the number may be taken at any time */
	enum fd_kind kind = KIND_POLLABLE;
	if (S_ISSOCK(st.st_mode)) {
		int type = 0;
		socklen_t len = sizeof type;
		sys(SYS_getsockopt, rec->fd, SOL_SOCKET, SO_TYPE, &type, &len);
		kind = type == SOCK_STREAM ? KIND_STREAM : KIND_PACKET;
	} else if (S_ISFIFO(st.st_mode)) {
		kind = KIND_PIPE;
	} else if (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) || S_ISBLK(st.st_mode)) {
		kind = KIND_FILE;
	}
	rec->shim.modes |= MODE_FOREIGN; /* nobody saw it made: it may have been inherited */
	return rec->shim.kind = kind;
}

/* ---- modes ---- */

static bool is_foreign(const struct fd_rec *rec) {
	return rec->shim.forks != io.forks || (rec->shim.modes & MODE_FOREIGN);
}

/* In ms, as fine as the kernel keeps it; rounded up. */
static uint32_t timeout_of(int fd, int option) {
	struct timeval tv = { 0 };
	socklen_t len = sizeof tv;
	sys(SYS_getsockopt, fd, SOL_SOCKET, option, &tv, &len);
	return tv.tv_sec >= UINT32_MAX / 1000 ? 0
					      : (uint32_t)(tv.tv_sec * 1000 + (tv.tv_usec + 999) / 1000);
}

static void learn_modes(struct fd_rec *rec, uint32_t epoch) {
	long flags = sys(SYS_fcntl, rec->fd, F_GETFL);
	if (io_is_socket(rec) && (!(rec->shim.modes & MODE_KNOWN) || rec->shim.epoch != epoch)) {
		rec->shim.timeout_ms[FD_READ] = timeout_of(rec->fd, SO_RCVTIMEO);
		rec->shim.timeout_ms[FD_WRITE] = timeout_of(rec->fd, SO_SNDTIMEO);
	}
	uint8_t learned = MODE_KNOWN | (flags > 0 && (flags & O_NONBLOCK) ? MODE_NONBLOCK : 0);
	uint8_t old = rec->shim.modes;
	while (!atomic_compare_exchange_weak(&rec->shim.modes, &old,
					     (uint8_t)((old & ~MODE_NONBLOCK) | learned)))
		;
	rec->shim.epoch = epoch;
}

bool io_nonblocking(struct fd_rec *rec) {
	uint32_t epoch = atomic_load_explicit(&io.epoch, memory_order_relaxed);
	if (unlikely(!(rec->shim.modes & MODE_KNOWN) || is_foreign(rec) ||
		     ((rec->shim.modes & MODE_COPIED) && rec->shim.epoch != epoch)))
		learn_modes(rec, epoch);
	return rec->shim.modes & MODE_NONBLOCK;
}

void io_changed(int fd) {
	struct fd_rec *rec = fd_record(fd);
	if (!rec)
		return;
	if (rec->shim.modes & MODE_COPIED)
		atomic_fetch_add(&io.epoch, 1);
	rec->shim.modes &= (uint8_t)~MODE_KNOWN;
}

void io_copied(int fd, int copy) {
	struct fd_rec *a = fd_record(fd), *b = fd_record(copy);
	if (!a || !b)
		return;
	a->shim.modes |= MODE_COPIED;
	b->shim.kind = a->shim.kind;
	b->shim.forks = a->shim.forks;
	b->shim.modes = a->shim.modes & (MODE_COPIED | MODE_FOREIGN | MODE_LOWAT | MODE_NO_NOWAIT);
}

void io_passed(int fd) {
	struct fd_rec *rec = fd_record(fd);
	if (rec)
		rec->shim.modes |= MODE_FOREIGN;
}

void io_made(int fd, enum fd_kind kind) {
	struct fd_rec *rec = fd_record(fd);
	if (!rec)
		return;
	rec->shim.kind = kind;
	rec->shim.forks = io.forks;
}

bool io_is_shared(const struct fd_rec *rec) {
	return is_foreign(rec) || (rec->shim.modes & MODE_COPIED);
}

void io_forked(void) {
	io.forks++;
}

/* ---- waiting ---- */

/* Until ready, and have signal handlers run. 0, or -EINTR (where `restarts` is false, whatever the handlers
 * want), -ETIMEDOUT, -EBADF, -ECANCELED. */
static int wait_until_ready(struct co *self, struct fd_rec *rec, enum fd_dir dir, int64_t deadline_ns,
			    bool restarts) {
	for (;;) {
		int error = fd_park(self, rec, dir, deadline_ns);
		if (error != -EINTR)
			return error;
		enum interruption how = co_interrupted(self);
		if (how == INTERRUPTION_ENDS || (how == INTERRUPTION_RESTARTS && !restarts))
			return error;
	}
}

int io_park(struct io_call *call) {
	struct fd_rec *rec = call->rec;
	if (!call->deadline_ns) {
		io_nonblocking(rec); /* to know the timeouts */
		int64_t timeout_ns = rec->shim.timeout_ms[call->dir] * INT64_C(1000000);
		call->deadline_ns = timeout_ns ? deadline_in(timeout_ns) : FOREVER_NS;
	}
	/* A call with a timeout is never restarted: signal(7). */
	bool restarts = call->deadline_ns == FOREVER_NS && !call->begun;
	int error = wait_until_ready(call->self, rec, call->dir, call->deadline_ns, restarts);
	return error == -ETIMEDOUT ? -EAGAIN : error;
}

long io_move(struct io_call *call, io_try *try, void *arg) {
	call->may_block = true;
	long n = BLOCKING(call->self, try(call, arg));
	call->may_block = false;
	return n;
}

bool io_is_ready(struct fd_rec *rec, enum fd_dir dir) {
	struct pollfd p = { .fd = rec->fd, .events = dir == FD_READ ? POLLIN : POLLOUT };
	return sys(SYS_poll, &p, 1, 0) != 0;
}

void io_nudge(int fd) {
	struct co *entered = gate_enter();
	fd_nudge(fd);
	gate_leave(entered);
}
