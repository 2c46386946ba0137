/* timers.c - see timers.h. */
#include "runtime/timers.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/mman.h>

#include "runtime/check.h"
#include "runtime/co.h"

enum { ARITY = 4, FIRST_ROOM = 4096 / sizeof(struct timer) };

static bool earlier(const struct timer *a, const struct timer *b) {
	return a->due_ns < b->due_ns || (a->due_ns == b->due_ns && a->order < b->order);
}

static void place(struct timers *t, size_t at, struct timer timer) {
	t->heap[at] = timer;
	timer.co->timer = (uint32_t)at + 1;
}

static void sift_up(struct timers *t, size_t at, struct timer timer) {
	while (at > 0) {
		size_t parent = (at - 1) / ARITY;
		if (!earlier(&timer, &t->heap[parent]))
			break;
		place(t, at, t->heap[parent]);
		at = parent;
	}
	place(t, at, timer);
}

static void sift_down(struct timers *t, size_t at, struct timer timer) {
	for (;;) {
		size_t first = at * ARITY + 1, best = first;
		if (first >= t->count)
			break;
		size_t end = first + ARITY < t->count ? first + ARITY : t->count;
		for (size_t child = first + 1; child < end; child++)
			best = earlier(&t->heap[child], &t->heap[best]) ? child : best;
		if (!earlier(&t->heap[best], &timer))
			break;
		place(t, at, t->heap[best]);
		at = best;
	}
	place(t, at, timer);
}

/* Straight from the kernel: malloc's locks are not taken with the gate closed. */
static int grow(struct timers *t) {
	size_t room = t->room ? t->room * 2 : FIRST_ROOM;
	void *heap = t->heap ? mremap(t->heap, t->room * sizeof *t->heap, room * sizeof *t->heap,
				      MREMAP_MAYMOVE)
			     : mmap(NULL, room * sizeof *t->heap, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (heap == MAP_FAILED)
		return -ENOMEM;
	t->heap = heap;
	t->room = room;
	return 0;
}

int timers_arm(struct timers *t, struct co *co, int64_t due_ns) {
	CHECK(!co->timer);
	if (t->count == t->room && grow(t) < 0)
		return -ENOMEM;
	sift_up(t, t->count++, (struct timer){ due_ns, ++t->order, co });
	return 0;
}

void timers_disarm(struct timers *t, struct co *co) {
	if (!co->timer)
		return;
	size_t at = co->timer - 1;
	co->timer = 0;
	struct timer last = t->heap[--t->count];
	if (at == t->count)
		return;
	if (at > 0 && earlier(&last, &t->heap[(at - 1) / ARITY]))
		sift_up(t, at, last);
	else
		sift_down(t, at, last);
}

void timers_free(struct timers *t) {
	if (t->heap)
		munmap(t->heap, t->room * sizeof *t->heap);
	*t = (struct timers){ 0 };
}
