/* cputime.c - see cputime.h.
 *
 * co->cpu is one word, so that others can read it at any time: a time and, in its low bits, a state.
 *
 *   UNSEEN  not measured yet: the time that it is given for what was before. It may run or not
 *   PARKED  the time that it has used
 *   RUNS    the same less what its kernel thread had used when it began to run there; so the sum of this
 *           and the kernel thread's clock is what it has used
 *
 * Who switches moves it on. Only a coroutine that is UNSEEN and runs on may be set to RUNS by somebody else,
 * who asks for its time. It is outside the gate then, and has been since after every kernel thread learned
 * that switches are measured, so it cannot leave its kernel thread without changing the word. */
#include "runtime/cputime.h"

#include <stdatomic.h>
#include <time.h>

#include "runtime/carrier.h"
#include "runtime/co.h"
#include "runtime/fence.h"
#include "runtime/hub.h"
#include "runtime/sys.h"

enum { UNSEEN, PARKED, RUNS, STATES = 4 };

/* It only goes up. */
enum { OFF, WANTED, ON, EVERYWHERE };

static _Atomic int stage;
static _Atomic bool has_fence;

static int64_t word(int64_t ns, int state) {
	return ns * STATES + state;
}

static int state_of(int64_t word) {
	return (int)(word & (STATES - 1));
}

static int64_t ns_of(int64_t word) {
	return (word - state_of(word)) / STATES;
}

int64_t cputime_thread_ns(int tid) {
	const unsigned thread_sched = 6; /* of these bits the kernel makes a thread's clock */
	struct timespec ts;
	if (sys(SYS_clock_gettime, (clockid_t)(~(unsigned)tid << 3 | thread_sched), &ts) < 0)
		return 0;
	return ts.tv_sec * INT64_C(1000000000) + ts.tv_nsec;
}

bool cputime_is_wanted(void) {
	return atomic_load(&stage) >= WANTED;
}

bool cputime_is_measured(void) {
	return atomic_load_explicit(&stage, memory_order_acquire) >= ON;
}

static void advance(int to) {
	int is = atomic_load(&stage);
	while (is < to && !atomic_compare_exchange_weak(&stage, &is, to))
		;
}

void cputime_begin(void) {
	if (likely(atomic_load_explicit(&stage, memory_order_acquire) == EVERYWHERE))
		return;
	advance(WANTED); /* new hubs know */
	for (struct hub *hub = NULL; (hub = hub_next(hub));)
		atomic_store(&hub->is_measured, true);
	advance(ON); /* what has been PARKED finds no hub that does not know */
	atomic_store(&has_fence, fence_everywhere());
	advance(EVERYWHERE);
}

/* ---- those who switch ---- */

static void park(struct co *co, int64_t now_ns) {
	int64_t was = atomic_load(&co->cpu), used_ns;
	do
		used_ns = ns_of(was) + (state_of(was) == RUNS ? now_ns : 0);
	while (!atomic_compare_exchange_weak(&co->cpu, &was, word(used_ns, PARKED)));
}

void cputime_switch(struct co *from, struct co *to) {
	int64_t now_ns = cputime_thread_ns(0);
	if (from)
		park(from, now_ns);
	if (to)
		atomic_store(&to->cpu, word(ns_of(atomic_load(&to->cpu)) - now_ns, RUNS));
}

void cputime_adopt(struct co *co) {
	co->cpu = cputime_is_measured() ? word(0, RUNS) : word(cputime_thread_ns(0), UNSEEN);
}

void cputime_forked(struct co *self) {
	self->cpu = word(0, cputime_is_measured() ? RUNS : UNSEEN);
}

/* ---- those who ask ---- */

int64_t cputime_self_ns(struct co *self) {
	cputime_begin();
	for (;;) { /* a handler of the program may park in between */
		int64_t was = atomic_load(&self->cpu), now_ns = cputime_thread_ns(0);
		if (state_of(was) != RUNS)
			atomic_compare_exchange_strong(&self->cpu, &was,
						       word(ns_of(was) - now_ns, RUNS));
		else if (was == atomic_load(&self->cpu))
			return ns_of(was) + now_ns;
	}
}

int64_t cputime_of_ns(struct co *co) {
	cputime_begin();
	for (;; sys(SYS_sched_yield)) { /* somebody switches to it */
		int64_t was = atomic_load(&co->cpu);
		if (state_of(was) == PARKED)
			return ns_of(was);
		const struct carrier *carrier = carrier_of(co);
		int64_t now_ns = carrier ? cputime_thread_ns(carrier->tid) : 0;
		if (state_of(was) == RUNS) {
			if (now_ns && was == atomic_load(&co->cpu))
				return ns_of(was) + now_ns;
			continue;
		}
		if (!now_ns || atomic_load(&co->gate) != GATE_OUTSIDE || !has_fence)
			return ns_of(was);
		atomic_compare_exchange_strong(&co->cpu, &was, word(ns_of(was) - now_ns, RUNS));
	}
}
