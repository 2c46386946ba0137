/* wait.c - see wait.h. */
#include "runtime/wait.h"

#include <errno.h>

#include "runtime/cancel.h"
#include "runtime/hub.h"
#include "runtime/kthread.h"
#include "runtime/sys.h"

/* ---- queues ---- */

void wait_enqueue(struct wait_queue *q, struct wait_place *place, struct wait *wait, bool in_front) {
	if (wait_is_empty(q))
		*q = (struct wait_queue){ .generation = fork_generation };
	place->queue = q;
	place->wait = wait;
	place->prev = in_front ? NULL : q->last;
	place->next = in_front ? q->first : NULL;
	*(place->prev ? &place->prev->next : &q->first) = place;
	*(place->next ? &place->next->prev : &q->last) = place;
}

void wait_dequeue(struct wait_place *place) {
	struct wait_queue *q = place->queue;
	if (!q)
		return;
	if (likely(place->wait->generation ==
		   fork_generation)) { /* else a handler has forked meanwhile */
		*(place->prev ? &place->prev->next : &q->first) = place->next;
		*(place->next ? &place->next->prev : &q->last) = place->prev;
	}
	__atomic_store_n(&place->queue, NULL, __ATOMIC_RELEASE);
}

/* ---- waiting ---- */

static int begin_natively(struct wait *wait, unsigned how) {
	struct co *self = co_native();
	wait->co = NULL;
	wait->ended = NULL;
	wait->generation = fork_generation;
	wait->own = (struct native){ 0 };
	wait->native = self ? &self->native : &wait->own;
	return native_prepare(wait->native, how | (self && self->cancel.shields ? NATIVE_FIRM : 0));
}

void wait_begin(struct wait *wait, struct co *self) {
	if (unlikely(!self)) {
		begin_natively(wait, 0);
		return;
	}
	wait->co = self;
	wait->ended = NULL;
	wait->generation = fork_generation;
	co_prepare(self);
}

int wait_begin_to_poll(struct wait *wait) {
	return begin_natively(wait, co_native() ? NATIVE_POLLS : 0);
}

/* Block, but no longer than the scopes of the thread's handle allow. */
static int block(struct wait *wait, struct pollfd *fds, unsigned count, int64_t deadline_ns) {
	struct co *self = co_native();
	enum wake why = WAKE_EVENT;
	bool limited = self && self->limit_ns != FOREVER_NS && self->limit_ns <= deadline_ns;
	if (limited)
		deadline_ns = self->limit_ns;
	if (self && (atomic_load(&self->attention) & ATTEND_CANCEL) &&
	    native_claim_to_cancel(wait->native))
		native_wake(wait->native);
	int error = fds ? native_poll(wait->native, fds, count, deadline_ns)
			: native_wait(wait->native, deadline_ns);
	if (self && (self->flags & CO_KTHREAD))
		kthread_unlend(self);
	if (wait->ended)
		return wait->result;
	if (!error)
		why = WAKE_CANCEL;
	else if (error == -ETIMEDOUT && limited)
		why = WAKE_LIMIT;
	if (why == WAKE_EVENT)
		return error;
	cancel_stopped(self, why);
	return -ECANCELED;
}

int wait_poll(struct wait *wait, struct pollfd *fds, unsigned count, int64_t deadline_ns) {
	return block(wait, fds, count, deadline_ns);
}

int wait_park(struct wait *wait, int64_t deadline_ns) {
	if (unlikely(!wait->co))
		return block(wait, NULL, 0, deadline_ns);
	if (unlikely(wait->ended != NULL)) /* already: no timer, which nobody would disarm */
		deadline_ns = FOREVER_NS;
	int error = wake_result(co_park(wait->co, deadline_ns));
	return wait->ended ? wait->result : error;
}

static bool claim(struct wait *wait) {
	return wait->co ? co_claim(wait->co, WAKE_EVENT) : native_claim(wait->native);
}

bool wait_give_up(struct wait *wait) {
	if (!claim(wait))
		return false;
	if (!wait->co)
		native_wake(wait->native);
	return true;
}

int wait_in(const struct entry *e, struct guard *g, struct wait_queue *q, void **value,
	    int64_t deadline_ns, bool again) {
	struct wait wait;
	struct wait_place place;
	place.value = value ? *value : NULL;
	struct co *native = unlikely(!e->self) ? co_native() : NULL;
	if ((e->self || native) && e->call)
		co_says(e->self ? e->self : native, e->call, e->object);
	wait_begin(&wait, e->self);
	wait_enqueue(q, &place, &wait, again);
	entry_drop(g, *e);
	int error = wait_park(&wait, deadline_ns);
	if (likely(wait.ended != NULL)) {
		if (value)
			*value = place.value;
		return error;
	}
	bool owned = guard_take(g, e->self ? e->self->hub : NULL);
	wait_dequeue(&place);
	guard_drop(g, owned);
	if (error == -EINTR) {
		if (e->self)
			co_interrupted(e->self); /* the handler runs */
	}
	return error;
}

/* ---- ending waits ---- */

bool wait_claim(struct wait_place *place) {
	if (!claim(place->wait))
		return false;
	place->wait->ended = place;
	return true;
}

struct wait_place *wait_claim_first(struct wait_queue *q) {
	for (struct wait_place *place = wait_first(q); place; place = place->next) {
		if (likely(wait_claim(place))) {
			wait_dequeue(place);
			return place;
		}
	}
	return NULL;
}

bool wait_has_others(const struct wait_queue *q, const struct wait *own) {
	const struct wait_place *place = wait_first(q);
	for (; place; place = place->next) {
		const struct wait *wait = place->wait;
		if (wait != own &&
		    (wait->co ? co_can_be_claimed(wait->co) : native_can_be_claimed(wait->native)))
			return true;
	}
	return false;
}

void wait_finish(struct wait_place *place, int result) {
	struct wait *wait = place->wait;
	wait->result = result;
	if (likely(wait->co != NULL) && likely(hub_ready_here(wait->co)))
		return;
	wait->next = eg_tls.finished;
	eg_tls.finished = wait;
}

void wait_end_finished(void) {
	struct wait *oldest = NULL, *wait = eg_tls.finished;
	eg_tls.finished = NULL;
	for (struct wait *next; wait; wait = next) {
		next = wait->next;
		wait->next = oldest;
		oldest = wait;
	}
	for (struct wait *next; oldest; oldest = next) {
		next = oldest->next; /* it may be gone behind this */
		if (oldest->co)
			hub_post(oldest->co);
		else
			native_wake(oldest->native);
	}
}

void wait_finish_all(struct wait_queue *q, int result) {
	for (struct wait_place *place; (place = wait_claim_first(q));)
		wait_finish(place, result);
}

void wait_destroy(struct guard *g, struct wait_queue *q) {
	for (;;) {
		struct entry e = entry_begin(g, "destroy", g);
		wait_finish_all(q, -EIDRM);
		bool is_empty = wait_is_empty(q);
		entry_drop(g, e);
		if (!is_empty && e.self)
			co_give_way(e.self);
		gate_leave(e.self);
		if (is_empty)
			return;
		if (!e.self)
			sys(SYS_sched_yield);
	}
}
