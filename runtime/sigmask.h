/* sigmask.h - the signal masks of coroutines.
 *
 * A kernel thread runs each coroutine with that coroutine's mask; switching between equal masks, the
 * common case, costs a comparison. A carrier that waits for events blocks what every coroutine blocks:
 * a signal that somebody accepts wakes it, one that nobody accepts stays pending in the kernel. */
#ifndef RUNTIME_SIGMASK_H
#define RUNTIME_SIGMASK_H

#include <stdatomic.h>
#include <stdint.h>

#include "runtime/check.h"

/* Every signal but the two that libc keeps for itself, one of which shim/ids.c uses. */
#define SIGMASK_LIBC (UINT64_C(3) << 31)
#define SIGMASK_ALL  (~SIGMASK_LIBC)

static inline uint64_t sigmask_bit(int sig) {
	return UINT64_C(1) << (sig - 1);
}

/* Who blocks what among some coroutines. Each hub counts what happens there, by itself; coroutines come
 * and go between hubs, so only the sum over all says something. */
struct sigmask_counts {
	_Atomic int coroutines;
	_Atomic int blocked; /* sum of blockers: 0 is the common case */
	_Atomic int blockers[64];
};

/* A coroutine begins (1) or ends (-1) to exist with a mask, among those of a hub that the caller holds; NULL:
 * it holds none. Any context. */
void sigmask_count_slowly(struct sigmask_counts *counts, uint64_t mask, int by);
static inline void sigmask_count(struct sigmask_counts *counts, uint64_t mask, int by) {
	if (likely(counts && !mask)) /* who holds a hub is alone with its counts */
		atomic_store_explicit(&counts->coroutines,
				      atomic_load_explicit(&counts->coroutines, memory_order_relaxed) +
					      by,
				      memory_order_relaxed);
	else
		sigmask_count_slowly(counts, mask, by);
}

/* The caller changes its own. Any context. */
void sigmask_change(uint64_t from, uint64_t to);

/* In a forked child: the one coroutine there is. */
void sigmask_reset(uint64_t mask);

/* What all of them block. */
uint64_t sigmask_idle(void);

/* The calling kernel thread's mask. */
void sigmask_apply(uint64_t mask);
uint64_t sigmask_current(void);

#endif
