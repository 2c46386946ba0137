/* timers.c - see timers.h. Moving an entry of the heap writes to its slot, never to its coroutine: with
 * many of them, each touch of a coroutine is a miss of every cache and of the TLB. */
#include "runtime/timers.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/mman.h>

#include "runtime/check.h"
#include "runtime/co.h"

enum { ARITY = 4, FIRST_ROOM = 256 };

static bool earlier(const struct timer *a, const struct timer *b) {
	return a->due_ns < b->due_ns || (a->due_ns == b->due_ns && (int32_t)(a->order - b->order) < 0);
}

static void place(struct timers *t, size_t at, struct timer timer) {
	t->heap[at] = timer;
	t->slots[timer.slot].at = (uint32_t)at;
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
static void *grow(void *old, size_t old_size, size_t size) {
	void *grown = old ? mremap(old, old_size, size, MREMAP_MAYMOVE)
			  : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return grown == MAP_FAILED ? NULL : grown;
}

/* Entry 0 lies at the end of a cache line, so that 1 to 4, 5 to 8 and so on have one each. */
enum { BEFORE_FIRST = 3 };

static size_t heap_bytes(size_t room) {
	return (room + BEFORE_FIRST) * sizeof(struct timer);
}

static int make_room(struct timers *t) {
	size_t room = t->room ? t->room * 2 : FIRST_ROOM;
	struct timer *was = t->heap ? t->heap - BEFORE_FIRST : NULL;
	struct timer *heap = grow(was, was ? heap_bytes(t->room) : 0, heap_bytes(room));
	struct timer_slot *slots =
		heap ? grow(t->slots, t->room * sizeof *slots, room * sizeof *slots) : NULL;
	if (!slots) {
		if (heap && was) /* smaller again, which cannot fail */
			heap = grow(heap, heap_bytes(room), heap_bytes(t->room));
		else if (heap)
			munmap(heap, heap_bytes(room));
		t->heap = heap && was ? heap + BEFORE_FIRST : t->heap;
		return -ENOMEM;
	}
	t->heap = heap + BEFORE_FIRST;
	t->slots = slots;
	for (size_t i = room; i-- > t->room;) {
		slots[i].at = t->unused;
		t->unused = (uint32_t)i + 1;
	}
	t->room = room;
	return 0;
}

static void publish(struct timers *t) {
	int64_t next_ns = t->count ? t->heap[0].due_ns : 0;
	atomic_store_explicit(&t->next_ns, next_ns, memory_order_relaxed);
}

int timers_arm(struct timers *t, struct co *co, int64_t due_ns) {
	CHECK(!co->timer);
	if (!t->unused && make_room(t) < 0)
		return -ENOMEM;
	struct timer timer = { due_ns, ++t->order, t->unused - 1 };
	t->unused = t->slots[timer.slot].at;
	t->slots[timer.slot].co = co;
	co->timer = timer.slot + 1;
	sift_up(t, t->count++, timer);
	publish(t);
	return 0;
}

static void remove_at(struct timers *t, size_t at) {
	uint32_t slot = t->heap[at].slot;
	t->slots[slot].at = t->unused;
	t->unused = slot + 1;
	struct timer last = t->heap[--t->count];
	if (at == t->count)
		return;
	if (at > 0 && earlier(&last, &t->heap[(at - 1) / ARITY]))
		sift_up(t, at, last);
	else
		sift_down(t, at, last);
}

void timers_disarm(struct timers *t, struct co *co) {
	if (!co->timer)
		return;
	remove_at(t, t->slots[co->timer - 1].at);
	co->timer = 0;
	publish(t);
}

/* The coroutines themselves are cold: see warm_up in co.c, which later does the same for their stacks. */
static void warm_up(struct co *const *due, unsigned count) {
	uintptr_t sum = 0;
	for (unsigned i = 0; i < count; i++)
		sum += (uintptr_t)due[i]->context.sp;
	__asm__ volatile("" : : "r"(sum));
}

unsigned timers_take(struct timers *t, int64_t now_ns, struct co **due, unsigned most) {
	unsigned count = 0;
	while (count < most && timers_next_ns(t) <= now_ns) {
		due[count++] = t->slots[t->heap[0].slot].co;
		remove_at(t, 0);
	}
	publish(t);
	warm_up(due, count);
	for (unsigned i = 0; i < count; i++)
		due[i]->timer = 0;
	return count;
}

void timers_free(struct timers *t) {
	if (t->heap)
		munmap(t->heap - BEFORE_FIRST, heap_bytes(t->room));
	if (t->slots)
		munmap(t->slots, t->room * sizeof *t->slots);
	*t = (struct timers){ 0 };
}
