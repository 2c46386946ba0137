/* queue.h - the inside of eg_queue, for those who wait for several things at once. */
#ifndef RUNTIME_QUEUE_H
#define RUNTIME_QUEUE_H

#include "runtime/evergreen.h"
#include "runtime/wait.h"

enum queue_kind { QUEUE_FIFO, QUEUE_LIFO, QUEUE_PRIORITY }; /* as EG_*_INIT have it */

/* What somebody wants to put. */
struct offer {
	void *value;
	int64_t priority;
	uint64_t order;
};

/* Items or getters: there are never both, nor free room and putters. Where a putter or a getter could
 * not be claimed any more, it is as if it were not there. */
struct queue {
	uintptr_t most; /* EG_QUEUE_INIT: items; 0: no limit; EG_CHAN: none */
	uintptr_t kind;
	struct guard guard;
	struct wait_queue getters; /* values: what they get */
	struct wait_queue putters; /* values: struct offer, on their stacks */
	struct wait_queue others;  /* who look for the first item, or for the last task to be done: they
				      look again */
	union {
		void **ring;        /* of `room`, a power of two, from `first` on */
		struct offer *heap; /* the least priority, and of these the oldest, at 0 */
	} items;
	size_t room, first, count;
	size_t unfinished; /* items that eg_task_done was not called for */
	uint64_t order;    /* of the last item of the heap */
	bool is_closed;
};

static inline struct queue *queue_of(const eg_queue *queue) {
	_Static_assert(sizeof(struct queue) <= sizeof(eg_queue), "evergreen.h has room for it");
	return (struct queue *)(uintptr_t)queue;
}

/* In the guard: 0, -EAGAIN (one has to wait), -EPIPE (closed), or of a put -ENOBUFS: see queue_grow. */
int queue_try_get(struct queue *q, void **value);
int queue_try_put(struct queue *q, const struct offer *offer);

/* Outside: make room for more items. 0 or -ENOMEM. */
int queue_grow(struct queue *q);

#endif
