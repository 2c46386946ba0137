/* guard.c - the first use of an object, and the first by somebody else: see guard.h. */
#include "runtime/guard.h"

#include "runtime/fence.h"
#include "runtime/hub.h"
#include "runtime/sys.h"

/* If they can do without barriers. */
bool guard_can_own(void) {
	static _Atomic int known; /* 1 yes, 2 no */
	int k = atomic_load_explicit(&known, memory_order_relaxed);
	if (!k)
		atomic_store(&known, k = fence_everywhere() ? 1 : 2);
	return k == 1;
}

/* Nobody is the owner any more. */
static void end_ownership(struct guard *g) {
	fence_everywhere();
	while (atomic_load_explicit(&g->inside, memory_order_acquire))
		sys(SYS_sched_yield);
	atomic_store_explicit(&g->owner, guard_state(GUARD_SHARED), memory_order_release);
}

/* Nobody is inside, or wants to be: whoever did is of a parent process. */
static void renew(struct guard *g, uintptr_t owner) {
	if (!atomic_compare_exchange_strong(&g->owner, &owner, guard_state(GUARD_RENEWED)))
		return;
	atomic_store_explicit(&g->lock.word, 0, memory_order_relaxed);
	atomic_store_explicit(&g->inside, 0, memory_order_relaxed);
	atomic_store_explicit(&g->owner, GUARD_NOBODY, memory_order_release);
}

/* Make it the hub's, or everybody's: one step on the way there from `owner`, as which it was seen. */
static void advance(struct guard *g, uintptr_t owner, struct hub *hub) {
	if (owner == GUARD_NOBODY)
		atomic_compare_exchange_strong(&g->owner, &owner,
					       hub && guard_can_own() ? (uintptr_t)hub
								      : guard_state(GUARD_SHARED));
	else if (owner == guard_state(GUARD_REVOKED))
		end_ownership(g);
	else if (owner == guard_state(GUARD_RENEWED))
		sys(SYS_sched_yield);
	else if (hub_exists((struct hub *)owner))
		atomic_compare_exchange_strong(&g->owner, &owner, guard_state(GUARD_REVOKED));
	else
		renew(g, owner);
}

bool guard_take_slowly(struct guard *g, struct hub *hub) {
	for (uintptr_t owner; (owner = atomic_load_explicit(&g->owner, memory_order_acquire)) !=
			      guard_state(GUARD_SHARED);
	     advance(g, owner, hub)) {
		if (hub && owner == (uintptr_t)hub)
			return guard_take(g, hub);
	}
	lock_take(&g->lock);
	return false;
}
