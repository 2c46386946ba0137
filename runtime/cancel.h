/* cancel.h - ending a coroutine early: cancellation, forced unwinding, and what runs at the end.
 *
 * A cancellation is a code that every park of the coroutine fails with from then on. A coroutine that
 * does not mind is unwound at such a park (forced): from there its cleanup handlers and C++ destructors
 * run, and then its defers. pthread_cancel is the second step alone. */
#ifndef RUNTIME_CANCEL_H
#define RUNTIME_CANCEL_H

#include "runtime/co.h"

/* Why a coroutine's parks do not fail by a cancellation just now. */
enum shield {
	SHIELD_API = 1,    /* eg_shield */
	SHIELD_THREAD = 2, /* pthread_setcancelstate */
	SHIELD_UNWIND = 4, /* pthread_cancel unwinds it: its cleanup handlers may wait as they like */
};

/* Raise (or lower) one for the calling coroutine; was it up? */
bool cancel_shield(struct co *self, enum shield shield, bool up);

/* Its parks fail with the code from now on; of several codes the first stays. Any context but signal
 * handlers, gate open or closed. */
void cancel_request(struct co *co, int code);

/* Unwind it at its next park, with (code) or without (0) a cancellation before. */
void cancel_force(struct co *co, int code);

/* For co_park: the park was ended by a cancellation or a scope. */
void cancel_stopped(struct co *self, enum wake why);

/* A park that would not have waited: 0, or -ECANCELED, as co_park would have come back with WAKE_CANCEL
 * or WAKE_LIMIT. Gate closed. */
int cancel_check_slowly(struct co *self);
static inline int cancel_check(struct co *self) {
	if (likely(!(atomic_load_explicit(&self->attention, memory_order_relaxed) & ATTEND_CANCEL) &&
		   self->limit_ns == FOREVER_NS))
		return 0;
	return cancel_check_slowly(self);
}

/* Unwind, if a park has failed and that is to be. At the end of a call that the program made, gate open.
 */
void cancel_unwind(struct co *self);
static inline void cancel_point(struct co *self) {
	if (unlikely(self && self->cancel.unwind))
		cancel_unwind(self);
}

/* The calling coroutine ends here: it is unwound. Gate open. */
void cancel_exit(struct co *self, void *result) __attribute__((noreturn));

/* For co_finish: its function is over. Runs its defers. */
void cancel_ending_slowly(struct co *self);
static inline void cancel_ending(struct co *self) {
	if (unlikely(self->cancel.ending | self->cancel.code | self->api.error || self->defers ||
		     self->api.locals))
		cancel_ending_slowly(self);
	else
		self->cancel.ending = true;
}

/* Have fn(arg) called at the end of the calling coroutine. 0 or -ENOMEM. */
int cancel_defer(struct co *self, void (*fn)(void *), void *arg);

/* A coroutine that nobody has a handle of any more had failed, and nobody asked. */
void cancel_report_error(struct co *co);

#endif
