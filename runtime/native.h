/* native.h - how a kernel thread waits where a coroutine would park: whoever wakes it claims it first, as with
 * co_claim, so that a wait ends in one way only. */
#ifndef RUNTIME_NATIVE_H
#define RUNTIME_NATIVE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct native {
	_Atomic unsigned state; /* futex; 0: it waits, or is about to */
};

/* Be the one who wakes it. False: somebody else is, or it has given up. */
bool native_claim(struct native *n);

/* Wake one that was claimed. It may be gone, with its memory, at once. */
void native_wake(struct native *n);

/* Block until woken or until the deadline (CLOCK_MONOTONIC; FOREVER_NS: none): 0, -ETIMEDOUT, or -EINTR. */
int native_wait(struct native *n, int64_t deadline_ns);

#endif
