/* timers.h - a hub's timers: a heap of coroutines ordered by due time, then by the order of arming.
 *
 * Touched only by the hub's carrier, with the gate closed. A coroutine has one timer at most: the
 * deadline of what it is parked for. */
#ifndef RUNTIME_TIMERS_H
#define RUNTIME_TIMERS_H

#include <stddef.h>
#include <stdint.h>

struct co;

struct timer {
	int64_t due_ns; /* CLOCK_MONOTONIC */
	uint64_t order;
	struct co *co;
};

struct timers {
	struct timer *heap; /* 4-ary, the earliest at 0; co->timer is a coroutine's index plus one */
	size_t count, room;
	uint64_t order; /* of the last one armed */
};

/* 0, or -ENOMEM. */
int timers_arm(struct timers *t, struct co *co, int64_t due_ns);

/* Does nothing where none is armed. */
void timers_disarm(struct timers *t, struct co *co);

void timers_free(struct timers *t);

static inline int64_t timers_next_ns(const struct timers *t) {
	return t->count ? t->heap[0].due_ns : INT64_MAX;
}

#endif
