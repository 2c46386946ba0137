/* timers.c - see timers.h.
 *
 * Sorting is for what is due soon. Before the horizon timers are in a heap, which stays small enough for the
 * processor's caches; behind it they lie unsorted in buckets of 4 ms, and those that the buckets do not reach,
 * in one more. When time comes to the horizon, that moves behind the next bucket, whose timers go into the
 * heap. So most deadlines, which are disarmed long before they are due, are never sorted at all.
 *
 * Moving an entry of the heap writes to its slot, never to its coroutine: with many of them, each touch of a
 * coroutine is a miss of every cache and of the TLB. */
#include "runtime/timers.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/mman.h>

#include "runtime/check.h"
#include "runtime/co.h"

enum { ARITY = 4, FIRST_ROOM = 256 };
enum { WIDTH_BITS = 22 };
enum { LATER = TIMER_BUCKETS };                   /* the bucket of what the others do not reach */
static const uint32_t LISTED = UINT32_C(1) << 31; /* slot.at: this and a bucket's number */
static const int64_t WIDTH_NS = INT64_C(1) << WIDTH_BITS, SPAN_NS = WIDTH_NS * TIMER_BUCKETS;

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

static void heap_push(struct timers *t, struct timer timer) {
	sift_up(t, t->in_heap++, timer);
}

static void sift_down(struct timers *t, size_t at, struct timer timer) {
	for (;;) {
		size_t first = at * ARITY + 1, best = first;
		if (first >= t->in_heap)
			break;
		size_t end = first + ARITY < t->in_heap ? first + ARITY : t->in_heap;
		for (size_t child = first + 1; child < end; child++)
			best = earlier(&t->heap[child], &t->heap[best]) ? child : best;
		if (!earlier(&t->heap[best], &timer))
			break;
		place(t, at, t->heap[best]);
		at = best;
	}
	place(t, at, timer);
}

static void heap_remove(struct timers *t, size_t at) {
	struct timer last = t->heap[--t->in_heap];
	if (at == t->in_heap)
		return;
	if (at > 0 && earlier(&last, &t->heap[(at - 1) / ARITY]))
		sift_up(t, at, last);
	else
		sift_down(t, at, last);
}

/* ---- the buckets ---- */

static uint32_t bucket_at(int64_t due_ns) {
	return (uint32_t)(due_ns >> WIDTH_BITS) % TIMER_BUCKETS;
}

static void mark(struct timers *t, uint32_t bucket, bool filled) {
	uint64_t bit = UINT64_C(1) << bucket % 64;
	if (bucket == LATER)
		return;
	if (filled)
		t->filled[bucket / 64] |= bit;
	else
		t->filled[bucket / 64] &= ~bit;
}

static void bucket_push(struct timers *t, uint32_t bucket, struct timer_slot *s) {
	struct timer_bucket *b = &t->buckets[bucket];
	s->at = LISTED | bucket;
	s->prev = 0;
	s->next = b->first;
	if (b->first)
		t->slots[b->first - 1].prev = s->timer.slot + 1;
	if (!b->first || s->timer.due_ns < b->least_ns)
		b->least_ns = s->timer.due_ns;
	b->first = s->timer.slot + 1;
	mark(t, bucket, true);
}

static void bucket_remove(struct timers *t, struct timer_slot *s) {
	uint32_t bucket = s->at & ~LISTED;
	if (s->next)
		t->slots[s->next - 1].prev = s->prev;
	if (s->prev)
		t->slots[s->prev - 1].next = s->next;
	else
		t->buckets[bucket].first = s->next;
	if (!t->buckets[bucket].first)
		mark(t, bucket, false);
}

/* The first bucket from the horizon on that has anything; LATER, where none has. */
static uint32_t first_filled(const struct timers *t) {
	enum { WORDS = TIMER_BUCKETS / 64 };
	uint32_t from = bucket_at(t->horizon_ns);
	uint64_t mask = ~UINT64_C(0) << from % 64;
	/* The word in the middle of which it begins comes first and last. */
	for (uint32_t i = 0; i <= WORDS; i++) {
		uint32_t word = (from / 64 + i) % WORDS;
		uint64_t bits = t->filled[word] & (i == 0 ? mask : i == WORDS ? ~mask : ~UINT64_C(0));
		if (bits)
			return word * 64 + (uint32_t)__builtin_ctzll(bits);
	}
	return LATER;
}

static void insert(struct timers *t, struct timer_slot *s) {
	int64_t due_ns = s->timer.due_ns;
	if (due_ns < t->horizon_ns)
		heap_push(t, s->timer);
	else
		bucket_push(t, due_ns < t->reach_ns ? bucket_at(due_ns) : LATER, s);
}

/* All that a bucket has goes into the heap; or, where it is the last one, where it belongs by now. */
static void empty(struct timers *t, uint32_t bucket) {
	uint32_t next = t->buckets[bucket].first;
	t->buckets[bucket].first = 0;
	mark(t, bucket, false);
	while (next) {
		struct timer_slot *s = &t->slots[next - 1];
		next = s->next;
		if (bucket == LATER)
			insert(t, s);
		else
			heap_push(t, s->timer);
	}
}

/* The horizon moves behind `now_ns`. What the buckets have is less than one turn of them away. */
static void advance(struct timers *t, int64_t now_ns) {
	int64_t to_ns = (now_ns & -WIDTH_NS) + WIDTH_NS;
	if (likely(to_ns <= t->horizon_ns) || !t->buckets)
		return;
	uint32_t from = bucket_at(t->horizon_ns), bucket;
	int64_t turn = (to_ns - t->horizon_ns) >> WIDTH_BITS;
	while ((bucket = first_filled(t)) != LATER && (bucket - from) % TIMER_BUCKETS < turn)
		empty(t, bucket);
	t->horizon_ns = to_ns;
	if (to_ns >= t->reach_ns) {
		t->reach_ns = to_ns + SPAN_NS;
		empty(t, LATER);
	}
}

/* ---- memory ---- */

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

enum { BUCKETS_BYTES = (TIMER_BUCKETS + 1) * sizeof(struct timer_bucket) };

static int make_room(struct timers *t) {
	if (!t->buckets && !(t->buckets = grow(NULL, 0, BUCKETS_BYTES)))
		return -ENOMEM;
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
		slots[i].next = t->unused;
		t->unused = (uint32_t)i + 1;
	}
	t->room = room;
	return 0;
}

/* ---- arming, disarming, taking ---- */

static void publish(struct timers *t) {
	int64_t next_ns = 0;
	if (t->in_heap)
		next_ns = t->heap[0].due_ns;
	else if (t->count)
		next_ns = t->buckets[first_filled(t)].least_ns;
	atomic_store_explicit(&t->next_ns, next_ns, memory_order_relaxed);
}

int timers_arm(struct timers *t, struct co *co, int64_t due_ns) {
	CHECK(!co->timer);
	if (!t->unused && make_room(t) < 0)
		return -ENOMEM;
	uint32_t slot = t->unused - 1;
	struct timer_slot *s = &t->slots[slot];
	t->unused = s->next;
	s->timer = (struct timer){ due_ns, ++t->order, slot };
	s->co = co;
	co->timer = slot + 1;
	t->count++;
	insert(t, s);
	publish(t);
	return 0;
}

/* Its slot can be used again. */
static void release(struct timers *t, uint32_t slot) {
	t->slots[slot].next = t->unused;
	t->unused = slot + 1;
	t->count--;
}

void timers_disarm(struct timers *t, struct co *co) {
	if (!co->timer)
		return;
	struct timer_slot *s = &t->slots[co->timer - 1];
	if (s->at & LISTED)
		bucket_remove(t, s);
	else
		heap_remove(t, s->at);
	release(t, co->timer - 1);
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
	advance(t, now_ns);
	while (count < most && t->in_heap && t->heap[0].due_ns <= now_ns) {
		uint32_t slot = t->heap[0].slot;
		due[count++] = t->slots[slot].co;
		heap_remove(t, 0);
		release(t, slot);
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
	if (t->buckets)
		munmap(t->buckets, BUCKETS_BYTES);
	*t = (struct timers){ 0 };
}
