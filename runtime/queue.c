/* queue.c - eg_queue: first in first out, last in first out, or by priority; with a limit, without, or
 * with no room at all, where a putter meets a getter.
 *
 * What is put goes to the first getter who waits, and only then into the queue; what is got makes room
 * for the first putter who waits. So whoever is woken has what he waited for, and the order is that of
 * asking. */
#include "runtime/queue.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/api.h"

enum { FIRST_ROOM = 8 };

/* ---- items ---- */

static bool comes_before(const struct offer *a, const struct offer *b) {
	return a->priority < b->priority || (a->priority == b->priority && a->order < b->order);
}

static void heap_push(struct queue *q, const struct offer *offer) {
	struct offer new = *offer, *heap = q->items.heap;
	size_t at = q->count;
	new.order = ++q->order;
	while (at > 0 && comes_before(&new, &heap[(at - 1) / 2])) {
		heap[at] = heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	heap[at] = new;
}

static void *heap_pop(struct queue *q) {
	struct offer *heap = q->items.heap, last = heap[q->count - 1];
	void *value = heap[0].value;
	size_t at = 0, count = q->count - 1;
	for (size_t child; (child = 2 * at + 1) < count; at = child) {
		if (child + 1 < count && comes_before(&heap[child + 1], &heap[child]))
			child++;
		if (!comes_before(&heap[child], &last))
			break;
		heap[at] = heap[child];
	}
	heap[at] = last;
	return value;
}

static inline void push(struct queue *q, const struct offer *offer) {
	if (unlikely(q->kind == QUEUE_PRIORITY))
		heap_push(q, offer);
	else
		q->items.ring[(q->first + q->count) & (q->room - 1)] = offer->value;
	set_count(&q->count, q->count + 1);
}

static inline void *pop(struct queue *q) {
	void *value;
	if (likely(q->kind == QUEUE_FIFO)) {
		value = q->items.ring[q->first];
		q->first = (q->first + 1) & (q->room - 1);
	} else if (q->kind == QUEUE_LIFO) {
		value = q->items.ring[(q->first + q->count - 1) & (q->room - 1)];
	} else {
		value = heap_pop(q);
	}
	set_count(&q->count, q->count - 1);
	return value;
}

static void *peek(const struct queue *q) {
	if (q->kind == QUEUE_PRIORITY)
		return q->items.heap[0].value;
	return q->items
		.ring[q->kind == QUEUE_FIFO ? q->first : (q->first + q->count - 1) & (q->room - 1)];
}

static inline bool is_full(const struct queue *q) {
	return q->most && (q->most == EG_CHAN || q->count >= q->most);
}

static void move_items(struct queue *q, void *items, size_t room) {
	for (size_t i = 0; i < q->count; i++) {
		if (q->kind == QUEUE_PRIORITY)
			((struct offer *)items)[i] = q->items.heap[i];
		else
			((void **)items)[i] = q->items.ring[(q->first + i) & (q->room - 1)];
	}
	q->items.ring = items;
	q->first = 0;
	set_count(&q->room, room);
}

int queue_grow(struct queue *q) {
	size_t room = __atomic_load_n(&q->room, __ATOMIC_RELAXED);
	room = room ? 2 * room : FIRST_ROOM;
	void *items = calloc(room, q->kind == QUEUE_PRIORITY ? sizeof(struct offer) : sizeof(void *));
	if (!items)
		return -ENOMEM;
	struct entry e = entry_begin(&q->guard, "eg_put", q);
	void *unused = items;
	if (q->room < room) {
		unused = q->items.ring;
		move_items(q, items, room);
	}
	entry_drop(&q->guard, e);
	gate_leave(e.self);
	free(unused);
	return 0;
}

/* ---- putting and getting; in the guard ---- */

int queue_try_put(struct queue *q, const struct offer *offer) {
	if (unlikely(q->is_closed))
		return -EPIPE;
	struct wait_place *getter = wait_claim_first(&q->getters);
	if (getter) {
		getter->value = offer->value;
		wait_finish(getter, 0);
	} else if (is_full(q)) {
		return -EAGAIN;
	} else if (unlikely(q->count == q->room)) {
		return -ENOBUFS;
	} else {
		push(q, offer);
		if (unlikely(!wait_is_empty(&q->others)))
			wait_finish_all(&q->others, 0);
	}
	q->unfinished++;
	return 0;
}

/* The first putter who waits has his turn: he goes on when what he puts is where it belongs. NULL: nobody
 * does. */
static struct wait_place *admit(struct queue *q, struct offer *offer) {
	struct wait_place *putter =
		likely(wait_is_empty(&q->putters)) ? NULL : wait_claim_first(&q->putters);
	if (putter) {
		*offer = *(struct offer *)putter->value;
		q->unfinished++;
	}
	return putter;
}

int queue_try_get(struct queue *q, void **value) {
	struct offer offer;
	bool any = q->count > 0;
	if (likely(any))
		*value = pop(q);
	struct wait_place *putter = admit(q, &offer);
	if (putter && any)
		push(q, &offer); /* into the room that there is now */
	else if (putter)
		*value = offer.value;
	if (putter)
		wait_finish(putter, 0);
	return any || putter ? 0 : q->is_closed ? -EPIPE : -EAGAIN;
}

/* ---- the calls ---- */

static int put(struct queue *q, struct offer *offer, int64_t deadline_ns) {
	for (bool again = false;; again = true) {
		struct entry e = entry_begin(&q->guard, "eg_put", q);
		int error = queue_try_put(q, offer);
		if (likely(error != -EAGAIN) || deadline_ns == EG_NOW.ns) {
			entry_drop(&q->guard, e);
			if (likely(error != -ENOBUFS))
				return api_leave(e.self, error);
			gate_leave(e.self);
			if (queue_grow(q) < 0)
				return api_fail(ENOMEM);
			continue;
		}
		void *value = offer;
		wait_finish_all(&q->others, 0);
		error = wait_in(&e, &q->guard, &q->putters, &value, deadline_ns, again);
		if (error != -EINTR)
			return api_leave(e.self, error);
		gate_leave(e.self);
	}
}

EXPORT int eg_put(eg_queue *queue, void *item, eg_deadline deadline) {
	struct offer offer = { .value = item };
	return put(queue_of(queue), &offer, deadline.ns);
}

EXPORT int eg_put_at(eg_queue *queue, void *item, int64_t priority, eg_deadline deadline) {
	struct offer offer = { .value = item, .priority = priority };
	return put(queue_of(queue), &offer, deadline.ns);
}

EXPORT int eg_get(eg_queue *queue, void **item, eg_deadline deadline) {
	struct queue *q = queue_of(queue);
	for (bool again = false;; again = true) {
		void *value = NULL;
		struct entry e = entry_begin(&q->guard, "eg_get", q);
		int error = queue_try_get(q, &value);
		if (likely(error != -EAGAIN) || deadline.ns == EG_NOW.ns)
			entry_drop(&q->guard, e);
		else
			error = wait_in(&e, &q->guard, &q->getters, &value, deadline.ns, again);
		if (likely(!error) && item)
			*item = value;
		if (likely(error != -EINTR))
			return api_leave(e.self, error);
		gate_leave(e.self);
	}
}

/* The first item, or that of the first putter where there is no room at all. */
static int try_peek(struct queue *q, void **value) {
	const struct wait_place *putter;
	if (q->count > 0)
		*value = peek(q);
	else if ((putter = wait_first(&q->putters)))
		*value = ((struct offer *)putter->value)->value;
	else
		return q->is_closed ? -EPIPE : -EAGAIN;
	return 0;
}

EXPORT int eg_peek(eg_queue *queue, void **item, eg_deadline deadline) {
	struct queue *q = queue_of(queue);
	for (bool again = false;; again = true) {
		void *value = NULL;
		struct entry e = entry_begin(&q->guard, "eg_peek", q);
		int error = try_peek(q, &value);
		if (error != -EAGAIN || deadline.ns == EG_NOW.ns) {
			entry_drop(&q->guard, e);
			if (!error && item)
				*item = value;
			return api_leave(e.self, error);
		}
		error = wait_in(&e, &q->guard, &q->others, NULL, deadline.ns, again);
		if (error && error != -EINTR)
			return api_leave(e.self, error);
		gate_leave(e.self);
	}
}

EXPORT int eg_task_done(eg_queue *queue) {
	struct queue *q = queue_of(queue);
	struct entry e = entry_begin(&q->guard, "eg_task_done", q);
	int error = q->unfinished ? 0 : -EINVAL;
	if (!error && --q->unfinished == 0)
		wait_finish_all(&q->others, 0);
	entry_drop(&q->guard, e);
	return api_leave(e.self, error);
}

EXPORT int eg_queue_join(eg_queue *queue, eg_deadline deadline) {
	struct queue *q = queue_of(queue);
	for (bool again = false;; again = true) {
		struct entry e = entry_begin(&q->guard, "eg_queue_join", q);
		if (!q->unfinished || deadline.ns == EG_NOW.ns) {
			int error = q->unfinished ? -EAGAIN : 0;
			entry_drop(&q->guard, e);
			return api_leave(e.self, error);
		}
		int error = wait_in(&e, &q->guard, &q->others, NULL, deadline.ns, again);
		if (error && error != -EINTR)
			return api_leave(e.self, error);
		gate_leave(e.self);
	}
}

EXPORT int eg_queue_close(eg_queue *queue, int drain) {
	struct queue *q = queue_of(queue);
	struct entry e = entry_begin(&q->guard, "eg_queue_close", q);
	int error = q->is_closed && (drain || !q->count) ? -EALREADY : 0;
	q->is_closed = true;
	if (!drain) {
		q->unfinished -= q->count < q->unfinished ? q->count : q->unfinished;
		set_count(&q->count, 0);
	}
	wait_finish_all(&q->putters, -EPIPE);
	wait_finish_all(&q->getters, -EPIPE);
	wait_finish_all(&q->others, 0); /* they look */
	entry_drop(&q->guard, e);
	return api_leave(e.self, error);
}

EXPORT size_t eg_queue_len(const eg_queue *queue) {
	return __atomic_load_n(&queue_of(queue)->count, __ATOMIC_RELAXED);
}

EXPORT void eg_queue_destroy(eg_queue *queue) {
	struct queue *q = queue_of(queue);
	wait_destroy(&q->guard, &q->putters);
	wait_destroy(&q->guard, &q->getters);
	wait_destroy(&q->guard, &q->others);
	free(q->items.ring);
	q->items.ring = NULL;
	q->room = q->first = q->count = q->unfinished = 0;
}
