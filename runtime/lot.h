/* lot.h - the parking lot: a futex in user space, for coroutines and kernel threads alike.
 *
 * Waiters queue up on an address, first in first out. The lot stores nothing there, and nothing need be
 * there: the queues are in a hash table keyed by the address. Everything that waits for another thread
 * stands on this. Private to the process. */
#ifndef RUNTIME_LOT_H
#define RUNTIME_LOT_H

#include <stdbool.h>
#include <stdint.h>

#define LOT_ANY (~0u) /* every bit of a bitset */

struct lot_wait {
	const void *addr;
	/* Called under the queue's lock before the caller joins it: false, do not wait. Makes no calls
	 * to the lot. NULL: wait. */
	bool (*check)(void *arg);
	/* Called when the caller is in the queue and the lock is dropped: may wake others. NULL: none.
	 */
	void (*queued)(void *arg);
	void *arg;
	int64_t deadline_ns; /* CLOCK_MONOTONIC */
	unsigned bitset;
	unsigned call;    /* what the caller is in, as struct co has it */
	unsigned *count;  /* kept at the number of waiters with this address, under its queue's lock; or
			     NULL */
	bool cancellable; /* cancellations and scopes end it: not for locks, which nobody expects to fail
			   */
	bool again;       /* the caller was woken before, in vain */
	bool handed;      /* result: lot_hand gave the caller what it waits for */
};

/* Wait in the queue of wait->addr. A coroutine parks; a native thread, or a coroutine on a carrier of
 * its own, blocks in the kernel. 0: woken; -EAGAIN: check was false; -ETIMEDOUT; -EINTR: a signal's
 * handler has run; -ECANCELED. */
int lot_wait_for(struct lot_wait *wait);

/* The same while *addr is `expected`. */
int lot_wait(_Atomic unsigned *addr, unsigned expected, int64_t deadline_ns, unsigned bitset,
	     unsigned call);

/* Wait in the queues of all of them, without deadlines of their own, until woken in one: *woken is its
 * index. A coroutine only. Results as of lot_wait_for, and -ENOSYS for a native thread. */
enum { LOT_WAITS_MOST = 128 };
int lot_wait_any(const struct lot_wait *waits, unsigned count, int64_t deadline_ns, unsigned *woken);

/* Wake up to n of the waiters that share a bit with `bitset`; returns how many. Any context. */
int lot_wake(const void *addr, int n, unsigned bitset);

/* For locks: wake the first waiter, handing over what the caller holds if that waiter was woken in vain
 * before. `release` is called once, under the queue's lock, which no waiter passes before: it is told
 * whether there was a waiter, and if it was handed over. */
void lot_hand(const void *addr, void (*release)(void *arg, bool found, bool handed), void *arg);

/* Wake up to `wake` waiters of `from`, if check(arg), and let up to `move` of the rest wait at `to`.
 * Returns how many woke and moved, or -EAGAIN; *moved is how many of them moved. */
int lot_requeue(const void *from, const void *to, int wake, int move, bool (*check)(void *), void *arg,
		int *moved);

/* Forget all waiters: in a forked child, where only the caller exists. */
void lot_reset(void);

#endif
