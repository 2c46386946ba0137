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

#include "runtime/co.h"
#include "runtime/fd.h"

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
	MODE_KNOWN = 1,     /* MODE_NONBLOCK and the timeouts were asked for */
	MODE_NONBLOCK = 2,  /* the program's own */
	MODE_SHARED = 4,    /* other descriptors have the same description: see io_changed */
	MODE_NO_NOWAIT = 8, /* RWF_NOWAIT is not to be had */
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

/* The two have one description from now on. */
void io_shares(int fd, int other);

/* A new descriptor of known kind. */
void io_made(int fd, enum fd_kind kind);

/* Somebody else sees the description: a process that was forked, or another descriptor. */
bool io_is_shared(const struct fd_rec *rec);

/* The process has forked: in both. */
void io_forked(void);

/* Park until ready, and have signal handlers run. 0, or -EINTR (also where `restarts` is false, whatever
 * the handler wants), -ETIMEDOUT, -EBADF, -ECANCELED. Gate closed. */
int io_wait(struct co *self, struct fd_rec *rec, enum fd_dir dir, int64_t deadline_ns, bool restarts);

/* The same with the timeout of the socket: -EAGAIN when it is over. */
int io_park(struct co *self, struct fd_rec *rec, enum fd_dir dir);

/* The descriptor is ready just now. */
bool io_is_ready(struct fd_rec *rec, enum fd_dir dir);

/* ---- the loop ---- */

/* One call that cannot block: its result or -errno. */
typedef long io_try(struct fd_rec *rec, void *arg);

enum { PARK_FIRST = 2, RETRY_AT = 16, PARK_ALWAYS = 255 };

/* What to do first: a read after one that emptied the socket, and any call after a few vain tries, would
 * only hear EAGAIN. Now and then it is tried all the same, since the traffic may have changed. (With
 * SO_RCVLOWAT it is not: a try would take less than that.) */
static inline bool io_parks_first(struct fd_rec *rec, enum fd_dir dir) {
	uint8_t *misses = &rec->shim.misses[dir];
	if (*misses < PARK_FIRST || io_nonblocking(rec))
		return false;
	if (*misses == PARK_ALWAYS)
		return true;
	if (++*misses < RETRY_AT)
		return true;
	*misses = PARK_FIRST;
	return false;
}

/* Try, and park while the kernel says EAGAIN, unless the program wants to see that: `dontwait`, or its
 * own O_NONBLOCK. `full` is what a read of a stream asked for: if it gets less, there is no more; 0
 * where that means nothing. */
static inline long io_loop(struct co *self, struct fd_rec *rec, enum fd_dir dir, bool dontwait,
			   size_t full, io_try *try, void *arg) {
	uint8_t *misses = &rec->shim.misses[dir];
	bool parks_first = !dontwait && io_parks_first(rec, dir), parked = false;
	for (;;) {
		if (!parks_first) {
			long n = try(rec, arg);
			if (likely(n != -EAGAIN)) {
				if (n >= 0 && (size_t)n < full)
					*misses = *misses < PARK_FIRST ? PARK_FIRST : *misses;
				else if (!parked)
					*misses = 0;
				if (!parked)
					co_did_not_park(self);
				return n;
			}
			*misses += *misses < PARK_FIRST;
			if (dontwait || io_nonblocking(rec))
				return n;
		}
		int error = io_park(self, rec, dir);
		if (error)
			return error;
		parks_first = false;
		parked = true;
	}
}

/* -errno to errno and -1. */
static inline long io_result(long result) {
	if (likely(result >= 0))
		return result;
	errno = (int)-result;
	return -1;
}

#endif
