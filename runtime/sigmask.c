/* sigmask.c - see sigmask.h. For each signal the coroutines that block it are counted. */
#include "runtime/sigmask.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>

#include "runtime/sys.h"

enum { SIGNALS = 64 };

static struct {
	_Atomic int coroutines;
	_Atomic int blockers[SIGNALS];
	_Atomic int blocked; /* sum of blockers: 0 is the common case */
} masks;

static void count(uint64_t mask, int by) {
	for (; mask; mask &= mask - 1) {
		atomic_fetch_add_explicit(&masks.blockers[__builtin_ctzll(mask)], by,
					  memory_order_relaxed);
		atomic_fetch_add_explicit(&masks.blocked, by, memory_order_relaxed);
	}
}

void sigmask_add(uint64_t mask) {
	atomic_fetch_add_explicit(&masks.coroutines, 1, memory_order_relaxed);
	count(mask, 1);
}

void sigmask_remove(uint64_t mask) {
	count(mask, -1);
	atomic_fetch_sub_explicit(&masks.coroutines, 1, memory_order_relaxed);
}

void sigmask_change(uint64_t from, uint64_t to) {
	count(to & ~from, 1);
	count(from & ~to, -1);
}

void sigmask_reset(uint64_t mask) {
	memset(&masks, 0, sizeof masks);
	sigmask_add(mask);
}

uint64_t sigmask_idle(void) {
	uint64_t mask = 0;
	if (atomic_load_explicit(&masks.blocked, memory_order_relaxed) == 0)
		return 0;
	int all = atomic_load_explicit(&masks.coroutines, memory_order_relaxed);
	for (int i = 0; i < SIGNALS; i++) {
		if (atomic_load_explicit(&masks.blockers[i], memory_order_relaxed) >= all)
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
