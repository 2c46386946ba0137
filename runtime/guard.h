/* guard.h - the lock inside the program's objects (evergreen.h), which mostly does not lock.
 *
 * An object belongs to the hub that uses it first. One coroutine of a hub runs at a time, so that hub
 * only notes that it is inside. When somebody else comes, another hub or a kernel thread, the object is
 * everybody's from then on: the newcomer makes that known, lets a barrier pass through every kernel
 * thread of the process (membarrier), waits until the owner is out, and from there on a lock is taken.
 *
 * All zero is a guard that nobody has used. With the gate closed; held as a lock is (lock.h).
 *
 * A forked child has guards as they were: held by threads that it has not, or owned by their hubs. So what is
 * everybody's is that in one process only, and none of the child's hubs is where one of the parent's was, but where
 * nobody can have been inside. Whoever finds a guard in a state that is not of this process begins it anew. (What
 * another kernel thread was changing at the moment of the fork is in the child as it was then.) */
#ifndef RUNTIME_GUARD_H
#define RUNTIME_GUARD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "runtime/check.h"
#include "runtime/fork.h"
#include "runtime/lock.h"

struct hub;

/* guard.owner, besides hubs, which are addresses of structs; all but nobody's with the generation: see guard_state. */
enum { GUARD_NOBODY = 0, GUARD_REVOKED = 1, GUARD_SHARED = 2, GUARD_RENEWED = 3, GUARD_STATE_BITS = 2 };

struct guard {
	_Atomic uintptr_t owner;
	struct lock lock;
	_Atomic int inside; /* the owner is */
};

/* Those who wait for an object, first in first out: see wait.h. All zero is an empty one, and so is one that a parent
 * process has filled: its places are on stacks that the child has other uses for. */
struct wait_place;
struct wait_queue {
	struct wait_place *first, *last;
	unsigned generation; /* fork_generation when a place was put in last */
};

bool guard_take_slowly(struct guard *g, struct hub *hub);

/* One of the three as it is in this process. */
static inline uintptr_t guard_state(int state) {
	return (uintptr_t)fork_generation << GUARD_STATE_BITS | (uintptr_t)state;
}

/* Can there be owners? To be asked once. */
bool guard_can_own(void);

/* For the hub that the caller holds, or NULL. What it returns is for guard_drop. */
static inline bool guard_take(struct guard *g, struct hub *hub) {
	if (likely(hub && atomic_load_explicit(&g->owner, memory_order_relaxed) == (uintptr_t)hub)) {
		atomic_store_explicit(&g->inside, 1, memory_order_relaxed);
		barrier(); /* the processor's is the newcomer's membarrier */
		if (likely(atomic_load_explicit(&g->owner, memory_order_acquire) == (uintptr_t)hub))
			return true;
		atomic_store_explicit(&g->inside, 0, memory_order_relaxed);
	}
	return guard_take_slowly(g, hub);
}

/* Nobody else can be inside: the caller's hub is the owner. */
static inline bool guard_is_owned(const struct guard *g, const struct hub *hub) {
	return hub && atomic_load_explicit(&g->owner, memory_order_relaxed) == (uintptr_t)hub;
}

static inline void guard_drop(struct guard *g, bool owned) {
	if (likely(owned))
		atomic_store_explicit(&g->inside, 0, memory_order_release);
	else
		lock_drop(&g->lock);
}

#endif
