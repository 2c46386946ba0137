/* cancel.c - see cancel.h.
 *
 * With a TLS block of its own, a coroutine is unwound by libc's pthread_exit, which also knows the
 * handlers that pthread_cleanup_push has chained in the thread control block. Coroutines that share one
 * would mix these up; they are unwound here, with the function that libc uses for it. It is in libgcc_s,
 * which is loaded when it is needed first, as libc does. */
#include "runtime/cancel.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unwind.h>

#include "runtime/fork.h"
#include "runtime/hub.h"
#include "runtime/kthread.h"
#include "runtime/local.h"
#include "runtime/next.h"
#include "runtime/say.h"
#include "runtime/scope.h"

enum { VAIN_MOST = 1000 }; /* parks that fail until a coroutine is unwound */

struct defer {
	struct defer *next;
	void (*fn)(void *);
	void *arg;
};

/* ---- asking for it ---- */

bool cancel_shield(struct co *self, enum shield shield, bool up) {
	bool was_up = self->cancel.shields & shield;
	if (up)
		self->cancel.shields |= (uint8_t)shield;
	else
		self->cancel.shields &= (uint8_t)~shield;
	self->parked_as = self->cancel.shields ? WAKE_SHIELDED : WAKE_NOT_YET;
	return was_up;
}

static void wake(struct co *co) {
	if (unlikely(co->generation != fork_generation)) /* it is in a parent process, not here */
		return;
	struct co *self = gate_enter();
	atomic_fetch_or(&co->attention, ATTEND_CANCEL);
	if (native_claim_to_cancel(&co->native))
		native_wake(&co->native);
	else if (co->flags & CO_KTHREAD)
		kthread_interrupt(co);
	else if (co_interrupt(co, WAKE_CANCEL))
		hub_ready(co);
	gate_leave(self);
}

void cancel_request(struct co *co, int code) {
	int none = 0;
	atomic_compare_exchange_strong(&co->cancel.code, &none, code);
	wake(co);
}

void cancel_force(struct co *co, int code) {
	int none = 0;
	if (code)
		atomic_compare_exchange_strong(&co->cancel.code, &none, code);
	atomic_store(&co->cancel.forced, true);
	wake(co);
}

/* ---- when a park has failed ---- */

void cancel_stopped(struct co *self, enum wake why) {
	if (why == WAKE_LIMIT) {
		self->cancel.stop = ETIMEDOUT;
		scope_fired(self);
		return;
	}
	int code = atomic_load(&self->cancel.code);
	self->cancel.stop = code ? code : ECANCELED;
	self->cancel.delivered = true;
	if (++self->cancel.vain >= VAIN_MOST)
		atomic_store(&self->cancel.forced, true);
	if (atomic_load(&self->cancel.forced) && !self->cancel.ending)
		self->cancel.unwind = true;
	if (!(self->flags & CO_NATIVE))
		co_did_not_park(self);
}

int cancel_check_slowly(struct co *self) {
	enum wake why = WAKE_EVENT;
	if (unlikely(self->cancel.code | self->cancel.forced) && self->parked_as == WAKE_NOT_YET)
		why = WAKE_CANCEL;
	else if (unlikely(self->limit_ns != FOREVER_NS) && self->limit_ns <= clock_ns())
		why = WAKE_LIMIT;
	if (unlikely(why != WAKE_EVENT))
		cancel_stopped(self, why);
	return wake_result(why);
}

/* ---- unwinding ---- */

static _Unwind_Reason_Code stop(int version, _Unwind_Action actions, _Unwind_Exception_Class class,
				struct _Unwind_Exception *exception, struct _Unwind_Context *context,
				void *self) {
	(void)version;
	(void)class;
	(void)exception;
	(void)context;
	if (actions & _UA_END_OF_STACK)
		co_finish(self);
	return _URC_NO_REASON;
}

_Static_assert(sizeof(struct _Unwind_Exception) <= sizeof((struct co *)NULL)->cancel.exception, "co.h");

static void unwind_here(struct co *self) {
	__typeof__(_Unwind_ForcedUnwind) *forced_unwind = NULL;
	void *library = dlopen("libgcc_s.so.1", RTLD_NOW);
	void *found = library ? dlsym(library, "_Unwind_ForcedUnwind") : NULL;
	struct _Unwind_Exception *exception = (void *)self->cancel.exception;
	if (found) {
		*(void **)(void *)&forced_unwind = found;
		memset(exception, 0, sizeof *exception);
		forced_unwind(exception, stop, self);
	} else {
		say(SAY_ERROR,
		    "libgcc_s.so.1 is needed to end coroutines early: destructors are not run");
	}
	co_finish(self);
}

void cancel_exit(struct co *self, void *result) {
	self->result = result;
	self->cancel.unwind = false;
	if (self->cancel.ending && !(self->flags & CO_KTHREAD))
		co_finish(self); /* in a defer, or a destructor: the rest of them */
	if (self->flags & CO_SHARE_TLS)
		unwind_here(self);
	next_pthread_exit(result);
}

void cancel_unwind(struct co *self) {
	bool is_thread = !atomic_load(&self->cancel.code);
	if (is_thread)
		cancel_shield(self, SHIELD_UNWIND, true);
	cancel_exit(self, is_thread ? PTHREAD_CANCELED : NULL);
}

/* ---- the end ---- */

int cancel_defer(struct co *self, void (*fn)(void *), void *arg) {
	struct defer *d = malloc(sizeof *d);
	if (!d)
		return -ENOMEM;
	*d = (struct defer){ self->defers, fn, arg };
	self->defers = d;
	return 0;
}

void cancel_ending_slowly(struct co *self) {
	if (!self->cancel.ending) {
		int code = atomic_load(&self->cancel.code);
		self->cancel.ending = true;
		if (self->result)
			self->api.error = 0;
		else if (!self->api.error && code)
			self->api.error = code;
	}
	for (struct defer *d; (d = self->defers);) {
		void (*fn)(void *) = d->fn;
		void *arg = d->arg;
		self->defers = d->next;
		free(d);
		fn(arg);
	}
	local_ending(self);
}

void cancel_report_error(struct co *co) {
	if (co->api.error == atomic_load(&co->cancel.code))
		return;
	say(SAY_WARN, "coroutine %llu%s%s%s failed, and nobody asked: %s (error %d)",
	    (unsigned long long)co->id, co->name[0] ? " (" : "", co->name, co->name[0] ? ")" : "",
	    co->api.message ? co->api.message : "no message", co->api.error);
}
