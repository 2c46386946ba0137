/* guard.c - the first use of an object, and the first by somebody else: see guard.h. */
#include "runtime/guard.h"

#include "runtime/fence.h"
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
static void revoke(struct guard *g) {
	fence_everywhere();
	while (atomic_load_explicit(&g->inside, memory_order_acquire))
		sys(SYS_sched_yield);
	atomic_store_explicit(&g->owner, GUARD_SHARED, memory_order_release);
}

bool guard_take_slowly(struct guard *g, struct hub *hub) {
	uintptr_t owner = GUARD_NOBODY;
	uintptr_t wanted = hub && guard_can_own() ? (uintptr_t)hub : GUARD_SHARED;
	if (atomic_compare_exchange_strong(&g->owner, &owner, wanted))
		owner = wanted;
	if (owner == (uintptr_t)hub && hub)
		return guard_take(g, hub);
	if (owner != GUARD_SHARED && owner != GUARD_REVOKED)
		atomic_compare_exchange_strong(&g->owner, &owner, GUARD_REVOKED);
	if (atomic_load(&g->owner) == GUARD_REVOKED)
		revoke(g);
	lock_take(&g->lock);
	return false;
}
