/* lock.h - the runtime's own lock: a word in user space, the kernel's futex where it is contended.
 *
 * It never parks a coroutine. Held for a few dozen instructions at most; nothing that may block, and
 * no malloc, is called under it, except where the owner of the lock says so. Code that runs between a
 * gate's enter and leave cannot be interrupted by the program's signal handlers (shim/signal.c defers
 * them), so a lock taken there is safe against them.
 *
 * Order, outermost first: stacks, fd records, lot buckets, hub inboxes. */
#ifndef RUNTIME_LOCK_H
#define RUNTIME_LOCK_H

#include <stdatomic.h>

#include "runtime/check.h"

struct lock {
	_Atomic int word; /* 0 free, 1 held, 2 held and waited for */
};

#define LOCK_INIT                                                                                       \
	{ 0 }

void lock_wait(struct lock *l);
void lock_wake(struct lock *l);

static inline void lock_take(struct lock *l) {
	int free = 0;
	if (unlikely(!atomic_compare_exchange_strong_explicit(&l->word, &free, 1, memory_order_acquire,
							      memory_order_relaxed)))
		lock_wait(l);
}

static inline void lock_drop(struct lock *l) {
	if (unlikely(atomic_exchange_explicit(&l->word, 0, memory_order_release) == 2))
		lock_wake(l);
}

#endif
