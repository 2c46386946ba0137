/* cancel.c - pthread_cancel: a coroutine is unwound at its next point of cancellation, by the runtime's
 * means (runtime/cancel.h). Kernel threads are libc's.
 *
 * DEVIATION: a thread whose type is asynchronous is unwound at its next call into evergreen at the
 * earliest, and one that blocks in a call on a carrier of its own (flock, msgrcv, waitpid(-1) ...) after
 * that call. */
#include "shim/cancel.h"

#include <errno.h>
#include <pthread.h>

#include "shim/calls.h"
#include "shim/real.h"

/* It has been asked to end, and lets itself be. */
static bool is_due(const struct co *self) {
	return atomic_load(&self->cancel.forced) && !self->cancel.shields && !self->cancel.ending;
}

void cancel_act_on_request(struct co *self) {
	if (!is_due(self))
		return;
	bool entered = atomic_load_explicit(&self->gate, memory_order_relaxed) == GATE_INSIDE;
	if (entered)
		gate_leave(self);
	cancel_unwind(self);
}

int shim_pthread_cancel(pthread_t id) {
	struct co *co = co_of((const void *)id);
	if (!co)
		return real.pthread_cancel(id);
	if (co_ended(co))
		return 0; /* as glibc, for a thread that has ended and was not joined */
	cancel_force(co, 0);
	if (co == co_self() && co->shim.cancel_async)
		cancel_act(co);
	return 0;
}

int shim_pthread_setcancelstate(int state, int *old) {
	struct co *self = co_self();
	if (!self)
		return real.pthread_setcancelstate(state, old);
	if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE)
		return EINVAL;
	bool was_up = cancel_shield(self, SHIELD_THREAD, state == PTHREAD_CANCEL_DISABLE);
	if (old)
		*old = was_up ? PTHREAD_CANCEL_DISABLE : PTHREAD_CANCEL_ENABLE;
	if (self->shim.cancel_async)
		cancel_act(self);
	return 0;
}

int shim_pthread_setcanceltype(int type, int *old) {
	struct co *self = co_self();
	if (!self)
		return real.pthread_setcanceltype(type, old);
	if (type != PTHREAD_CANCEL_DEFERRED && type != PTHREAD_CANCEL_ASYNCHRONOUS)
		return EINVAL;
	if (old)
		*old = self->shim.cancel_async ? PTHREAD_CANCEL_ASYNCHRONOUS : PTHREAD_CANCEL_DEFERRED;
	self->shim.cancel_async = type == PTHREAD_CANCEL_ASYNCHRONOUS;
	if (self->shim.cancel_async)
		cancel_act(self);
	return 0;
}

void shim_pthread_testcancel(void) {
	struct co *self = co_self();
	if (self)
		cancel_act(self);
	else
		real.pthread_testcancel();
}
