/* fd.h - a record for each descriptor: who is parked on it, and what the shims know of it.
 *
 * Watches and waiters belong to the runtime; kind and modes to shim/io.c. Records are never freed, and
 * all zero for a descriptor of which nothing is known. */
#ifndef RUNTIME_FD_H
#define RUNTIME_FD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "runtime/list.h"
#include "runtime/lock.h"

struct co;
struct hub;

enum fd_dir {
	FD_READ,
	FD_WRITE,
	FD_URGENT, /* to queue for: reading, or urgent data (POLLPRI) */
};

/* One cache line: an event or a call on one of thousands of descriptors finds none of them in the caches. */
struct fd_rec {
	_Alignas(64) struct lock lock;
	int fd;
	struct fd_waiter *first[2]; /* by direction: of a ring, first in first out; NULL: nobody waits */
	struct hub *hub; /* that watches it for all of them: the last one to which a waiter belonged */
	unsigned generation; /* how often it was closed: watches of an earlier one are none */
	bool watched[2];     /* that hub has a watch for it */
	bool urgent;         /* reading is watched as FD_URGENT */

	/* The shims': zeroed when the descriptor is closed. */
	struct {
		uint8_t kind;           /* enum fd_kind */
		_Atomic uint8_t modes;  /* enum fd_modes; coroutines of any hub change it */
		uint8_t misses;         /* first tries to read in a row that met EAGAIN */
		uint16_t forks;         /* how often the process had forked when it was made */
		uint32_t epoch;         /* in which modes and timeouts were asked for */
		uint32_t timeout_ms[2]; /* SO_RCVTIMEO, SO_SNDTIMEO; 0: none */
	} shim;
};

_Static_assert(sizeof(struct fd_rec) == 64, "one cache line");

/* One coroutine's interest in one direction; on its stack, or in itself. */
struct fd_waiter {
	struct list link;
	struct co *co;
	struct fd_rec *rec;
	enum fd_dir dir;
};

/* The record of a descriptor; NULL where there is none: a negative or absurd number, or no memory.
 * Any context. */
struct fd_rec *fd_record(int fd);

/* Queue up for a descriptor, with the gate closed and after co_prepare. */
void fd_queue(struct fd_waiter *w, struct co *self, struct fd_rec *rec, enum fd_dir dir);
void fd_unqueue(struct fd_waiter *w);

/* Park until the descriptor is ready, or an error on it: 0, -ETIMEDOUT, -EINTR (no handler has run
 * yet), -EBADF when it was closed meanwhile, -ECANCELED. Gate closed. */
int fd_park(struct co *self, struct fd_rec *rec, enum fd_dir dir, int64_t deadline_ns);

/* libev says so, on this hub, which the caller holds: the first of the waiters runs. False: nobody waits, or
 * another hub watches now, and this one is to stop. */
bool fd_ready(struct fd_rec *rec, enum fd_dir dir, const struct hub *hub);

/* The descriptor is about to be closed: whoever is parked on it gets EBADF, and nothing of it is
 * remembered. Any context. */
void fd_closing(int fd);

/* Everybody who is parked on it looks again. Gate closed. */
void fd_nudge(int fd);

/* The same as fd_closing for those from first to last. */
void fd_closing_range(unsigned first, unsigned last);

/* evergreen's own descriptors, which the program does not see. A few; async-signal-safe to look up.
 * One becomes such by being moved, close-on-exec, to a number that the program will not meet. */
int fd_make_own(int fd);
void fd_remove_own(int fd);
void fd_drop_own(int fd); /* and close it */
bool fd_is_own(int fd);
int fd_next_own(int fd); /* the lowest that is not below fd, or -1 */

/* Take a descriptor over as such, park until it is readable, and close it: as fd_park, or -ENOSYS where
 * the descriptor is an error or cannot be kept. Gate closed. */
int fd_park_on_own(struct co *self, int fd, int64_t deadline_ns);

/* In a forked child: nobody waits, nothing is watched; and those of our own descriptors that the child's
 * hub does not go on with are closed, but for `but`. */
void fd_reset(void);
void fd_close_own(int but);

#endif
