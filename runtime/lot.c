/* lot.c - see lot.h.
 *
 * A bucket holds one queue for each address that hashes to it. The queue is a ring of waiters, which
 * live on their stacks; its first waiter stands for it in the bucket's chain.
 *
 * To wake is to claim the waiter, to take it out, and only then to let it run, all under the lock: one
 * that is claimed cannot return, and one that cannot be claimed (its deadline was first) takes itself
 * out when it gets the lock. */
#include "runtime/lot.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#include "runtime/co.h"
#include "runtime/hub.h"
#include "runtime/list.h"
#include "runtime/lock.h"
#include "runtime/native.h"

enum { BUCKET_BITS = 15 };

struct waiter {
	struct list ring;
	struct waiter *chain; /* the next queue of the bucket; only of a first waiter */
	const void *addr;
	struct co *co; /* NULL: a kernel thread, which waits on `native` */
	struct native native;
	unsigned bitset;
	unsigned *count;
	bool again, handed;
};

struct bucket {
	struct lock lock;
	struct waiter *chain;
};

static struct bucket buckets[1 << BUCKET_BITS];

static struct bucket *bucket_of(const void *addr) {
	return &buckets[((uint64_t)(uintptr_t)addr >> 2) * UINT64_C(0x9E3779B97F4A7C15) >>
			(64 - BUCKET_BITS)];
}

/* ---- queues; with the bucket's lock held ---- */

static struct waiter **find(struct bucket *b, const void *addr) {
	struct waiter **at = &b->chain;
	while (*at && (*at)->addr != addr)
		at = &(*at)->chain;
	return at;
}

static struct waiter *first_of(struct bucket *b, const void *addr) {
	return *find(b, addr);
}

static void append(struct bucket *b, struct waiter *w) {
	struct waiter **at = find(b, w->addr);
	if (w->count)
		__atomic_store_n(w->count, *w->count + 1, __ATOMIC_RELAXED);
	if (*at) {
		list_insert(&(*at)->ring, &w->ring);
	} else {
		list_init(&w->ring);
		w->chain = NULL;
		*at = w;
	}
}

static void take_out(struct bucket *b, struct waiter *w) {
	struct waiter **at = find(b, w->addr);
	if (w->count)
		__atomic_store_n(w->count, *w->count - 1, __ATOMIC_RELAXED);
	if (*at == w) {
		struct waiter *second = container_of(w->ring.next, struct waiter, ring);
		*at = second == w ? w->chain : second;
		if (second != w)
			second->chain = w->chain;
	}
	list_remove(&w->ring);
	__atomic_store_n(&w->addr, NULL, __ATOMIC_RELEASE);
}

/* The one behind w in its queue, or NULL behind the last. */
static struct waiter *behind(struct bucket *b, struct waiter *w) {
	struct waiter *next = container_of(w->ring.next, struct waiter, ring);
	return next == first_of(b, w->addr) ? NULL : next;
}

static bool claim(struct waiter *w) {
	return w->co ? co_claim(w->co, WAKE_EVENT) : native_claim(&w->native);
}

/* A claimed one. */
static void let_run(struct bucket *b, struct waiter *w) {
	struct co *co = w->co;
	take_out(b, w);
	if (co)
		hub_ready(co);
	else
		native_wake(&w->native);
}

/* ---- waiting ---- */

/* The lock of the waiter's bucket, which a requeue may change until it is held. NULL: not queued. */
static struct bucket *lock_bucket_of(struct waiter *w) {
	for (;;) {
		const void *addr = __atomic_load_n(&w->addr, __ATOMIC_ACQUIRE);
		if (!addr)
			return NULL;
		struct bucket *b = bucket_of(addr);
		lock_take(&b->lock);
		if (w->addr == addr)
			return b;
		lock_drop(&b->lock);
	}
}

int lot_wait_for(struct lot_wait *wait) {
	struct co *entered = gate_enter();
	struct co *self = co_self();
	if (self && self->away)
		self = NULL;
	struct waiter w = { .addr = wait->addr,
			    .co = self,
			    .bitset = wait->bitset,
			    .count = wait->count,
			    .again = wait->again };
	struct bucket *b = bucket_of(w.addr);

	lock_take(&b->lock);
	if (wait->check && !wait->check(wait->arg)) {
		lock_drop(&b->lock);
		gate_leave(entered);
		wait->handed = false;
		return -EAGAIN;
	}
	uint8_t parked_as = self ? self->parked_as : 0;
	if (self) {
		self->call = (uint16_t)wait->call;
		if (!wait->cancellable)
			self->parked_as = WAKE_FIRM;
		co_prepare(self);
	} else {
		native_prepare(&w.native, NATIVE_FIRM);
	}
	append(b, &w);
	lock_drop(&b->lock);
	if (wait->queued)
		wait->queued(wait->arg);
	int error = self ? wake_result(co_park(self, wait->deadline_ns))
			 : native_wait(&w.native, wait->deadline_ns);
	if (self)
		self->parked_as = parked_as;
	if (error && (b = lock_bucket_of(&w))) {
		take_out(b, &w);
		lock_drop(&b->lock);
	}
	wait->handed = w.handed;
	gate_leave(entered); /* runs the handler, if it was a signal */
	return error;
}

/* Join the queue. False: the check says not to wait. */
static bool queue_up(struct waiter *w, const struct lot_wait *wait) {
	struct bucket *b = bucket_of(w->addr);
	lock_take(&b->lock);
	bool waits = !wait->check || wait->check(wait->arg);
	if (waits)
		append(b, w);
	lock_drop(&b->lock);
	return waits;
}

/* Leave the queue. False: taken out already, by whoever woke it. */
static bool leave_queue(struct waiter *w) {
	struct bucket *b = lock_bucket_of(w);
	if (!b)
		return false;
	take_out(b, w);
	lock_drop(&b->lock);
	return true;
}

int lot_wait_any(const struct lot_wait *waits, unsigned count, int64_t deadline_ns, unsigned *woken) {
	struct waiter few[8], *waiters = few;
	size_t size = count * sizeof *waiters;
	unsigned queued = 0;
	if (size > sizeof few) { /* the stack may be a small one */
		waiters = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (waiters == MAP_FAILED)
			return -ENOMEM;
	}
	int error = -ENOSYS;
	struct co *self = gate_enter();
	if (!self || self->away)
		goto out;
	self->call = (uint16_t)waits->call;
	co_prepare(self);
	for (bool waiting = true; waiting && queued < count; queued += waiting) {
		waiters[queued] = (struct waiter){ .addr = waits[queued].addr,
						   .co = self,
						   .bitset = waits[queued].bitset };
		waiting = queue_up(&waiters[queued], &waits[queued]);
	}
	error = -EAGAIN;
	if (queued == count || !co_claim(self, WAKE_EVENT)) { /* else nobody has woken or will wake us */
		error = wake_result(co_park(self, deadline_ns));
	}
	while (queued-- > 0) {
		if (!leave_queue(&waiters[queued]))
			*woken = queued;
	}
out:
	gate_leave(self);
	if (waiters != few)
		munmap(waiters, size);
	return error;
}

struct word {
	_Atomic unsigned *addr;
	unsigned expected;
};

static bool word_is(void *arg) {
	struct word *word = arg;
	return atomic_load_explicit(word->addr, memory_order_acquire) == word->expected;
}

int lot_wait(_Atomic unsigned *addr, unsigned expected, int64_t deadline_ns, unsigned bitset,
	     unsigned call) {
	struct word word = { addr, expected };
	struct lot_wait wait = { .addr = addr,
				 .check = word_is,
				 .arg = &word,
				 .deadline_ns = deadline_ns,
				 .bitset = bitset,
				 .call = call };
	return lot_wait_for(&wait);
}

/* ---- waking ---- */

int lot_wake(const void *addr, int n, unsigned bitset) {
	struct co *entered = gate_enter();
	struct bucket *b = bucket_of(addr);
	int woken = 0;
	lock_take(&b->lock);
	for (struct waiter *w = first_of(b, addr), *next; w && woken < n; w = next) {
		next = behind(b, w);
		if ((w->bitset & bitset) && claim(w)) {
			let_run(b, w);
			woken++;
		}
	}
	lock_drop(&b->lock);
	gate_leave(entered);
	return woken;
}

void lot_hand(const void *addr, void (*release)(void *arg, bool found, bool handed), void *arg) {
	struct co *entered = gate_enter();
	struct bucket *b = bucket_of(addr);
	lock_take(&b->lock);
	struct waiter *w = first_of(b, addr);
	while (w && !claim(w))
		w = behind(b, w);
	bool handed = w && w->again;
	if (w) {
		w->handed = handed;
		let_run(b, w);
	}
	release(arg, w != NULL, handed);
	lock_drop(&b->lock);
	gate_leave(entered);
}

int lot_requeue(const void *from, const void *to, int wake_most, int move_most, bool (*check)(void *),
		void *arg, int *moved) {
	struct co *entered = gate_enter();
	struct bucket *a = bucket_of(from), *b = bucket_of(to);
	int woken = 0;
	*moved = 0;
	lock_take(a < b ? &a->lock : &b->lock);
	if (a != b)
		lock_take(a < b ? &b->lock : &a->lock);
	if (check && !check(arg)) {
		woken = -EAGAIN;
		goto out;
	}
	for (struct waiter *w = first_of(a, from), *next; w; w = next) {
		next = behind(a, w);
		if (woken < wake_most) {
			if (!claim(w))
				continue;
			let_run(a, w);
			woken++;
		} else if (*moved < move_most && from != to) {
			take_out(a, w);
			w->count = NULL;
			__atomic_store_n(&w->addr, to, __ATOMIC_RELEASE);
			append(b, w);
			++*moved;
		} else {
			break;
		}
	}
	woken += *moved;
out:
	if (a != b)
		lock_drop(&a->lock);
	lock_drop(&b->lock);
	gate_leave(entered);
	return woken;
}

void lot_reset(void) {
	memset(buckets, 0, sizeof buckets);
}
