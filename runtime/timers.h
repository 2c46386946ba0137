/* timers.h - a hub's timers: coroutines ordered by due time, then by the order of arming.
 *
 * Touched only by the hub's holder. A coroutine has one timer at most: the deadline of what it is
 * parked for. */
#ifndef RUNTIME_TIMERS_H
#define RUNTIME_TIMERS_H

#include <stddef.h>
#include <stdint.h>

struct co;

struct timer {
	int64_t due_ns; /* CLOCK_MONOTONIC */
	uint32_t order; /* among those due at once; wraps around */
	uint32_t slot;
};

struct timer_slot {
	struct timer timer;
	struct co *co;
	uint32_t at;         /* in the heap; or in a bucket, see timers.c */
	uint32_t next, prev; /* there: slots plus one; of an unused slot, next: the next unused one */
};

struct timer_bucket {
	int64_t least_ns; /* nothing in it is due before; exact until something is taken out */
	uint32_t first;   /* slot plus one */
};

enum { TIMER_BUCKETS = 1024 };

struct timers {
	struct timer *heap; /* what is due before horizon_ns: 4-ary, the earliest at 0; four children lie
			       in one cache line */
	struct timer_slot *slots;     /* who has which, so that sorting the heap touches no coroutine */
	struct timer_bucket *buckets; /* what is due later, unsorted; the last one: what is due after
					 reach_ns */
	uint64_t filled[TIMER_BUCKETS / 64]; /* which buckets are, but for the last one */
	int64_t horizon_ns, reach_ns;
	size_t count, in_heap, room;
	uint32_t unused;         /* first unused slot plus one; 0: none */
	uint32_t order;          /* of the last one armed */
	_Atomic int64_t next_ns; /* nothing is due before, for others to read; 0: there is none */
};

/* 0, or -ENOMEM. */
int timers_arm(struct timers *t, struct co *co, int64_t due_ns);

/* Does nothing where none is armed. */
void timers_disarm(struct timers *t, struct co *co);

/* Disarm up to `most` that are due, in order; how many, and whose. */
unsigned timers_take(struct timers *t, int64_t now_ns, struct co **due, unsigned most);

void timers_free(struct timers *t);

_Static_assert(sizeof(struct timer) == 16, "four to a cache line");

/* When there may be something to take. */
static inline int64_t timers_next_ns(const struct timers *t) {
	return t->count ? t->next_ns : INT64_MAX;
}

#endif
