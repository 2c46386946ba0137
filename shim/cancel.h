/* cancel.h - points of cancellation: what the stubs of the calls that are some do first and last. */
#ifndef SHIM_CANCEL_H
#define SHIM_CANCEL_H

#include "runtime/cancel.h"

void cancel_act_on_request(struct co *self);

/* First: a request that waits is acted on, although the call might not have to wait. */
static inline void cancel_act(struct co *self) {
	if (likely(!self) ||
	    likely(!(atomic_load_explicit(&self->attention, memory_order_relaxed) & ATTEND_CANCEL)))
		return;
	cancel_act_on_request(self);
}

#endif
