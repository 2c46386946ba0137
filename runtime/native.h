/* native.h - how a kernel thread waits where a coroutine would park: whoever wakes it claims it first, as with
 * co_claim, so that a wait ends in one way only. */
#ifndef RUNTIME_NATIVE_H
#define RUNTIME_NATIVE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct pollfd;

/* All zero is one that does not wait, and that nobody can claim. */
struct native {
	_Atomic unsigned state; /* futex */
	int fd;          /* eventfd, by which one that waits for descriptors is woken; 0: none yet */
	bool is_knocked; /* it was written to, by whoever has claimed, and not read */
};

/* How it is about to wait. */
enum native_how {
	NATIVE_FIRM = 2,  /* no cancellation ends it */
	NATIVE_POLLS = 4, /* in native_poll */
};

/* From here on it can be claimed. 0, or -errno where NATIVE_POLLS lacks a descriptor. */
int native_prepare(struct native *n, unsigned how);

/* Be the one who wakes it. False: somebody else is, or it does not wait. */
bool native_claim(struct native *n);

/* Could one be, at this moment? */
bool native_can_be_claimed(const struct native *n);

/* The same as native_claim, on behalf of a cancellation. */
bool native_claim_to_cancel(struct native *n);

/* Wake one that was claimed. It may be gone, with its memory, at once. */
void native_wake(struct native *n);

/* Block until woken or until the deadline (CLOCK_MONOTONIC; FOREVER_NS: none): 0, -ETIMEDOUT, or -EINTR. */
int native_wait(struct native *n, int64_t deadline_ns);

/* The same, and until one of the descriptors has news: -EAGAIN; or what ppoll fails with. fds[0] is not the
 * caller's. */
int native_poll(struct native *n, struct pollfd *fds, unsigned count, int64_t deadline_ns);

/* It waits no more. */
void native_end(struct native *n);

#endif
