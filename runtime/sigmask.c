/* sigmask.c - see sigmask.h. */
#include "runtime/sigmask.h"

#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include "runtime/hub.h"
#include "runtime/sys.h"

enum { SIGNALS = 64 };

static struct sigmask_counts others; /* where there is no hub */

/* A hub's holder is alone with its counts. */
static inline void add(_Atomic int *n, int by, bool alone) {
	if (alone)
		atomic_store_explicit(n, atomic_load_explicit(n, memory_order_relaxed) + by,
				      memory_order_relaxed);
	else
		atomic_fetch_add_explicit(n, by, memory_order_relaxed);
}

static void count(struct sigmask_counts *counts, uint64_t mask, int by, int coroutines) {
	struct sigmask_counts *c = counts ? counts : &others;
	bool alone = counts != NULL;
	add(&c->coroutines, coroutines, alone);
	for (; mask; mask &= mask - 1) {
		add(&c->blockers[__builtin_ctzll(mask)], by, alone);
		add(&c->blocked, by, alone);
	}
}

void sigmask_count_slowly(struct sigmask_counts *counts, uint64_t mask, int by) {
	count(counts, mask, by, by);
}

void sigmask_change(uint64_t from, uint64_t to) {
	struct hub *hub = hub_here();
	count(hub ? &hub->masks : NULL, to & ~from, 1, 0);
	count(hub ? &hub->masks : NULL, from & ~to, -1, 0);
}

void sigmask_reset(uint64_t mask) {
	memset(&others, 0, sizeof others);
	atomic_store(&others.coroutines, 1);
	for (; mask; mask &= mask - 1) {
		atomic_store(&others.blockers[__builtin_ctzll(mask)], 1);
		atomic_fetch_add(&others.blocked, 1);
	}
}

struct sums {
	int coroutines, blocked;
	int blockers[SIGNALS];
};

static void sum(const struct sigmask_counts *c, void *arg) {
	struct sums *sums = arg;
	sums->coroutines += atomic_load_explicit(&c->coroutines, memory_order_relaxed);
	sums->blocked += atomic_load_explicit(&c->blocked, memory_order_relaxed);
}

static void sum_blockers(const struct sigmask_counts *c, void *arg) {
	struct sums *sums = arg;
	for (int i = 0; i < SIGNALS; i++)
		sums->blockers[i] += atomic_load_explicit(&c->blockers[i], memory_order_relaxed);
}

uint64_t sigmask_idle(void) {
	struct sums sums = { 0 };
	uint64_t mask = 0;
	sum(&others, &sums);
	hubs_visit_masks(sum, &sums);
	if (likely(sums.blocked == 0))
		return 0;
	sum_blockers(&others, &sums);
	hubs_visit_masks(sum_blockers, &sums);
	for (int i = 0; i < SIGNALS; i++) {
		if (sums.blockers[i] >= sums.coroutines)
			mask |= UINT64_C(1) << i;
	}
	return mask;
}

void sigmask_apply(uint64_t mask) {
	sys(SYS_rt_sigprocmask, SIG_SETMASK, &mask, 0, sizeof mask);
}

uint64_t sigmask_current(void) {
	uint64_t mask = 0;
	sys(SYS_rt_sigprocmask, SIG_BLOCK, 0, &mask, sizeof mask);
	return mask;
}
