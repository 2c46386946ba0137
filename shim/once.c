/* once.c - pthread_once, barriers and spin locks.
 *
 * Built with -fexceptions: an initialiser may leave by a C++ exception (std::call_once) or be cancelled,
 * and then the next caller runs it. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <string.h>

#include "runtime/fork.h"
#include "runtime/sys.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/real.h"
#include "shim/sync.h"

/* ---- once: glibc's word. In a forked child, what another thread of the parent had begun is begun
 * again: the generation tells. ---- */

enum { ONCE_RUNS = 1, ONCE_DONE = 2, ONCE_GENERATION = 4 };

static void begin_again(_Atomic unsigned **once) {
	if (!*once)
		return;
	atomic_store(*once, 0);
	lot_wake(*once, INT_MAX, LOT_ANY);
}

static void run_once(_Atomic unsigned *once, void (*init)(void)) {
	_Atomic unsigned *unfinished __attribute__((cleanup(begin_again))) = once;
	init();
	unfinished = NULL;
	atomic_store_explicit(once, ONCE_DONE, memory_order_release);
	lot_wake(once, INT_MAX, LOT_ANY);
}

int shim_pthread_once(pthread_once_t *control, void (*init)(void)) {
	_Atomic unsigned *once = (_Atomic unsigned *)(void *)control;
	unsigned runs = fork_generation * ONCE_GENERATION | ONCE_RUNS;
	for (;;) {
		unsigned state = atomic_load_explicit(once, memory_order_acquire);
		if (likely(state & ONCE_DONE))
			return 0;
		if (state == runs) {
			lot_wait(once, state, FOREVER_NS, LOT_ANY, CALL_pthread_once);
		} else if (atomic_compare_exchange_strong(once, &state, runs)) {
			run_once(once, init);
			return 0;
		}
	}
}

void shim_call_once(once_flag *flag, void (*init)(void)) {
	_Static_assert(sizeof(once_flag) == sizeof(pthread_once_t), "one and the same in glibc");
	shim_pthread_once((pthread_once_t *)(void *)flag, init);
}

/* ---- barriers: glibc's object and initialiser, glibc's own code where it is shared ---- */

struct barrier {
	_Atomic unsigned arrived;
	_Atomic unsigned round; /* waited on */
	unsigned needed;
	int shared;               /* not 0 */
	_Atomic unsigned leaving; /* of those that were let go, how many still look at the object */
};

_Static_assert(sizeof(struct barrier) <= sizeof(pthread_barrier_t), "glibc's struct pthread_barrier");

static struct barrier *barrier_of(pthread_barrier_t *barrier) {
	return (struct barrier *)(void *)barrier;
}

int shim_pthread_barrier_wait(pthread_barrier_t *barrier) {
	struct barrier *b = barrier_of(barrier);
	if (b->shared)
		return BLOCKING_CALL(pthread_barrier_wait, real.pthread_barrier_wait(barrier));
	unsigned round = atomic_load(&b->round);
	bool last = atomic_fetch_add(&b->arrived, 1) + 1 == b->needed;
	if (last) {
		atomic_store(&b->arrived, 0);
		atomic_fetch_add(&b->leaving, b->needed);
		atomic_store(&b->round, round + 1);
		lot_wake(&b->round, INT_MAX, LOT_ANY);
	} else {
		while (atomic_load(&b->round) == round)
			lot_wait(&b->round, round, FOREVER_NS, LOT_ANY, CALL_pthread_barrier_wait);
	}
	if (atomic_fetch_sub(&b->leaving, 1) == 1)
		lot_wake(&b->leaving, INT_MAX, LOT_ANY); /* the address only: the object may be gone */
	return last ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}

int shim_pthread_barrier_destroy(pthread_barrier_t *barrier) {
	struct barrier *b = barrier_of(barrier);
	if (b->shared)
		return BLOCKING_CALL(pthread_barrier_destroy, real.pthread_barrier_destroy(barrier));
	for (unsigned n; (n = atomic_load(&b->leaving)) > 0;)
		lot_wait(&b->leaving, n, FOREVER_NS, LOT_ANY, CALL_pthread_barrier_destroy);
	return 0;
}

/* ---- spin locks: what is in the word is the architecture's and so libc's business. The holder may be a
 * coroutine of this hub. ---- */

enum { SPINS = 100 };

int shim_pthread_spin_lock(pthread_spinlock_t *lock) {
	for (int spins = 0; pthread_spin_trylock(lock) != 0;) {
		if (++spins % SPINS == 0)
			shim_sched_yield();
	}
	return 0;
}
