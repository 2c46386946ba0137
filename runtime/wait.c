/* wait.c - see wait.h. */
#include "runtime/wait.h"

#include <errno.h>

#include "runtime/hub.h"
#include "runtime/sys.h"

/* ---- queues ---- */

void wait_enqueue(struct wait_queue *q, struct wait_place *place, struct wait *wait, bool in_front) {
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
	*(place->prev ? &place->prev->next : &q->first) = place->next;
	*(place->next ? &place->next->prev : &q->last) = place->prev;
	place->queue = NULL;
}

/* ---- waiting ---- */

void wait_begin(struct wait *wait, struct co *self) {
	wait->co = self;
	wait->ended = NULL;
	if (self)
		co_prepare(self);
	else
		atomic_init(&wait->native.state, 0);
}

int wait_park(struct wait *wait, int64_t deadline_ns) {
	if (unlikely(wait->ended != NULL)) /* already: no timer, which nobody would disarm */
		deadline_ns = FOREVER_NS;
	int error = wait->co ? wake_result(co_park(wait->co, deadline_ns))
			     : native_wait(&wait->native, deadline_ns);
	return wait->ended ? wait->result : error;
}

int wait_in(const struct entry *e, struct guard *g, struct wait_queue *q, void **value,
	    int64_t deadline_ns, bool again) {
	struct wait wait;
	struct wait_place place;
	place.value = value ? *value : NULL;
	if (e->self && e->call)
		co_says(e->self, e->call, e->object);
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
		gate_leave(e->self); /* the handler runs */
		if (e->self)
			gate_enter();
	}
	return error;
}

/* ---- ending waits ---- */

bool wait_claim(struct wait_place *place) {
	struct wait *wait = place->wait;
	if (!(wait->co ? co_claim(wait->co, WAKE_EVENT) : native_claim(&wait->native)))
		return false;
	wait->ended = place;
	return true;
}

struct wait_place *wait_claim_first(struct wait_queue *q) {
	for (struct wait_place *place = q->first; place; place = place->next) {
		if (likely(wait_claim(place))) {
			wait_dequeue(place);
			return place;
		}
	}
	return NULL;
}

void wait_finish(struct wait_place *place, int result) {
	struct wait *wait = place->wait;
	struct co *co = wait->co;
	wait->result = result;
	if (likely(co != NULL))
		hub_ready(co);
	else
		native_wake(&wait->native);
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
