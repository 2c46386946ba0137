/* io.h - what all calls on descriptors share: what kind of thing a descriptor is, and the one loop that
 * tries, and parks where the kernel says EAGAIN.
 *
 * O_NONBLOCK is never touched on a description that somebody else may see. A call is tried so that it
 * cannot block (MSG_DONTWAIT, RWF_NOWAIT); only where that fails is the program's own O_NONBLOCK asked
 * for, and SO_RCVTIMEO and SO_SNDTIMEO, and then remembered until they change. */
#ifndef SHIM_IO_H
#define SHIM_IO_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "runtime/co.h"
#include "runtime/fd.h"
#include "shim/pending.h"
#include "shim/signal.h"

enum fd_kind {
	KIND_UNKNOWN,
	KIND_STREAM, /* a socket without message boundaries */
	KIND_PACKET, /* another socket */
	KIND_PIPE,
	KIND_POLLABLE, /* epoll takes it: a tty, an eventfd, ... */
	KIND_FILE,     /* epoll does not: regular files, directories, disks */
	KIND_BAD,      /* not open */
};

enum fd_modes {
	MODE_KNOWN = 1,      /* MODE_NONBLOCK and the timeouts were asked for */
	MODE_NONBLOCK = 2,   /* the program's own */
	MODE_COPIED = 4,     /* other descriptors of ours have the same description */
	MODE_FOREIGN = 8,    /* other processes may have it: ask each time */
	MODE_LOWAT = 16,     /* SO_RCVLOWAT is set: only a blocking call knows when to return */
	MODE_NO_NOWAIT = 32, /* RWF_NOWAIT is not to be had */
	MODE_LISTENS = 64,
	MODE_CONTESTED = 128, /* others have been quicker to take a connection */
};

/* Its kind; KIND_BAD also where there is no record (NULL). */
enum fd_kind io_kind(struct fd_rec *rec);

static inline bool io_is_socket(struct fd_rec *rec) {
	enum fd_kind kind = io_kind(rec);
	return kind == KIND_STREAM || kind == KIND_PACKET;
}

/* The program wants EAGAIN rather than to wait. */
bool io_nonblocking(struct fd_rec *rec);

/* O_NONBLOCK or a timeout has been set on the descriptor: ask again. */
void io_changed(int fd);

/* A copy was made: the two have one description from now on. */
void io_copied(int fd, int copy);

/* The description goes to another process, by SCM_RIGHTS. */
void io_passed(int fd);

/* A new descriptor that nobody else has, of a known kind. */
void io_made(int fd, enum fd_kind kind);

/* Somebody else sees the description: another process, or another descriptor. */
bool io_is_shared(const struct fd_rec *rec);

/* The process has forked: in both. */
void io_forked(void);

/* Something happened to the descriptor that no event tells of: who is parked on it looks again. */
void io_nudge(int fd);

/* The descriptor is ready just now. */
bool io_is_ready(struct fd_rec *rec, enum fd_dir dir);

/* ---- the loop ---- */

/* One call of the program, which may be several of the kernel's. */
struct io_call {
	struct co *self;
	struct fd_rec *rec;
	enum fd_dir dir;
	bool dontwait;  /* the program wants EAGAIN from this call */
	bool begun;     /* some of it is done: a signal does not restart it */
	bool may_block; /* on a carrier of its own: the try may take its time */
	size_t full; /* a read of a stream that gets less than this tells that there is no more; or 0 */
	int64_t deadline_ns; /* of SO_RCVTIMEO or SO_SNDTIMEO; 0: not asked yet */
};

/* One system call that does not block unless call->may_block: its result or -errno. IO_MOVE: it cannot
 * be made without blocking, so it is to be made on a carrier of its own. */
typedef long io_try(const struct io_call *call, void *arg);
enum { IO_MOVE = -4096 };

enum { PARK_FIRST = 2, RETRY_AT = 16, VAIN_MOST = 8 };

/* What to do first: a read of a stream after one that emptied it, and after a few vain tries, would only
 * hear EAGAIN. Now and then it is tried all the same, since the traffic may have changed. (Other calls
 * are always tried first, since they may fail at once for what they ask.) */
static inline bool io_parks_first(const struct io_call *call) {
	uint8_t *misses = &call->rec->shim.misses;
	if (!call->full || *misses < PARK_FIRST || call->dontwait || io_nonblocking(call->rec))
		return false;
	if (++*misses < RETRY_AT)
		return true;
	*misses = PARK_FIRST;
	return false;
}

/* MSG_DONTWAIT for a try, where it must not block. */
static inline int io_dontwait(const struct io_call *call) {
	return call->may_block ? 0 : MSG_DONTWAIT;
}

/* Park for a call, until its timeout. 0 or -errno, -EAGAIN for the timeout. */
int io_park(struct io_call *call);

/* The try, on a carrier of its own. */
long io_move(struct io_call *call, io_try *try, void *arg);

/* Try, and park while the kernel says EAGAIN, unless the program wants to see that. */
static inline long io_loop(struct io_call *call, io_try *try, void *arg) {
	uint8_t *misses = &call->rec->shim.misses;
	bool parks_first = io_parks_first(call);
	for (unsigned parked = 0;; parked++) {
		if (!parks_first) {
			long n = try(call, arg);
			if (likely(n != -EAGAIN && n != IO_MOVE)) {
				if (n >= 0 && (size_t)n < call->full)
					*misses = *misses < PARK_FIRST ? PARK_FIRST : *misses;
				else if (call->full && !parked)
					*misses = 0;
				if (!parked)
					co_did_not_park(call->self);
				if (unlikely(n == -EPIPE))
					pending_take_sigpipe(call->self);
				return n;
			}
			if (n == -EAGAIN && (call->dontwait || io_nonblocking(call->rec))) {
				co_did_not_park(call->self);
				return n;
			}
			*misses += call->full && *misses < PARK_FIRST;
			/* Also where poll says that it is ready and it is not: a datagram's full
			 * receiver. */
			if (n == IO_MOVE || parked >= VAIN_MOST)
				return io_move(call, try, arg);
		}
		int error = io_park(call);
		if (unlikely(error == -ECANCELED) && parks_first) {
			long n = try(call, arg); /* it need not have parked, perhaps */
			return n == -EAGAIN ? error : n;
		}
		if (error)
			return error;
		parks_first = false;
	}
}

/* -errno to errno and -1. */
static inline long io_result(long result) {
	if (likely(result >= 0))
		return result;
	errno = co_errno((int)-result);
	return -1;
}

#endif
