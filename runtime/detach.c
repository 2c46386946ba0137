/* detach.c - see detach.h.
 *
 * co->detach, and who moves it on:
 *
 *   NO      the coroutine runs on its hub, or is parked
 *   ASKED   the monitor would like to take the hub                            monitor: from NO
 *   TAKEN   it has; it is writing to the coroutine, the carrier and the hub   monitor: from ASKED
 *   AWAY    that is done: the coroutine rides its old carrier                 monitor: from TAKEN
 *
 * Back to NO it comes from ASKED by whoever is quicker, the coroutine that enters the gate or the
 * monitor that finds the gate closed; and from AWAY by the carrier, once the coroutine is off its stack
 * and about to be queued on its hub. A coroutine that rides a carrier for a blocking call takes itself to
 * AWAY while a signal's handler interrupts the call, and back to NO when it still rides by the end of that.
 *
 * The coroutine's way in is fast: close the gate, look at co->attention, without a fence between. The
 * monitor raises ATTEND_DETACH, has every processor pass a fence (membarrier), and then looks at the
 * gate. So either it sees the gate closed, and gives up; or the coroutine, when it comes, sees the bit,
 * and the two settle by a compare-and-swap on co->detach who was first. Until then the monitor touches
 * nothing else, and after it the coroutine waits for AWAY before it does.
 *
 * Nothing of the hub is in use while its current coroutine is outside the gate, so it can change hands
 * there without a lock. tests/unit/detach_model.c goes through all interleavings. */
#include "runtime/detach.h"

#include <stdatomic.h>

#include "runtime/carrier.h"
#include "runtime/co.h"
#include "runtime/fence.h"
#include "runtime/hub.h"
#include "runtime/say.h"
#include "runtime/sys.h"

static _Atomic unsigned count;
static _Atomic bool works;

bool detach_may(const struct co *co) {
	return works && co->hub && co->hub->is_shared && !(co->flags & CO_STAYS) &&
	       (co->flags & (CO_THREAD | CO_ADOPTED));
}

void detach_init(void) {
	works = fence_everywhere();
	if (!works)
		say(SAY_WARN,
		    "this kernel has no membarrier: a thread that computes, or blocks in an unusual "
		    "call, keeps all others waiting");
}

static bool swap(struct co *co, int from, int to) {
	return atomic_compare_exchange_strong(&co->detach, &from, to);
}

static bool take(struct hub *hub, struct co *co) {
	if (atomic_load(&co->gate) == GATE_OUTSIDE && hub->current == co)
		return swap(co, DETACH_ASKED, DETACH_TAKEN);
	return false;
}

bool detach(struct hub *hub, struct co *co) {
	struct carrier *fresh = carrier_reserve();
	if (!fresh)
		return false;
	atomic_store(&co->detach, DETACH_ASKED);
	atomic_fetch_or(&co->attention, ATTEND_DETACH);
	fence_everywhere();
	if (!take(hub, co)) {
		swap(co, DETACH_ASKED, DETACH_NO);
		atomic_fetch_and(&co->attention, ~ATTEND_DETACH);
		carrier_give_back(fresh);
		return false;
	}
	struct carrier *old = hub->carrier;
	/* In this order, for those who look for its kernel thread: see shim/pending.c. */
	co->carrier = old;
	__atomic_store_n(&co->away, true, __ATOMIC_RELEASE);
	__atomic_store_n(&hub->current, NULL, __ATOMIC_RELEASE);
	__atomic_store_n(&hub->carrier, fresh, __ATOMIC_RELEASE);
	old->riding = co;
	old->hub = NULL;
	hub->sigmask = SIGMASK_ALL; /* as spare carriers have it */
	hub->count.detached++;
	atomic_fetch_add(&count, 1);
	atomic_store(&co->detach, DETACH_AWAY);
	carrier_give_hub(fresh, hub);
	return true;
}

unsigned detach_count(void) {
	return atomic_load(&count);
}

void detach_ended(struct co *co) {
	if (atomic_exchange(&co->detach, DETACH_NO) != DETACH_AWAY)
		return;
	atomic_fetch_sub(&count, 1);
	hub_choose(co); /* else it would keep the same others waiting again */
}

void detach_oneself(struct co *self) {
	atomic_fetch_add(&count, 1);
	atomic_store(&self->detach, DETACH_AWAY);
	atomic_fetch_or(&self->attention, ATTEND_DETACH);
}

bool detach_undo(struct co *self) {
	if (atomic_load(&self->detach) != DETACH_AWAY)
		return false;
	atomic_fetch_and(&self->attention, ~ATTEND_DETACH);
	atomic_store(&self->detach, DETACH_NO);
	atomic_fetch_sub(&count, 1);
	return true;
}

void detach_forked(struct co *self) {
	atomic_store(&count, 0);
	atomic_store(&self->detach, DETACH_NO);
	atomic_fetch_and(&self->attention, ~ATTEND_DETACH);
}

void detach_answer(struct co *self) {
	/* Before the answer: the next question sets it again. */
	atomic_fetch_and(&self->attention, ~ATTEND_DETACH);
	if (swap(self, DETACH_ASKED, DETACH_NO) || atomic_load(&self->detach) == DETACH_NO)
		return;
	while (atomic_load(&self->detach) != DETACH_AWAY)
		sys(SYS_sched_yield);
	co_go_home(self);
}
