/* cache.c - see cache.h. */
#include "runtime/cache.h"

#include <stdatomic.h>

#include "runtime/co.h"
#include "runtime/hub.h"
#include "runtime/lock.h"
#include "runtime/monitor.h"

enum { ALWAYS_KEPT = 256 }; /* of a kind, by a hub */
enum { BATCH = 64 };        /* that hubs give to each other at once */

static struct {
	struct lock lock;
	_Atomic unsigned kinds; /* in use; append only */
	struct cache_kind kind[CACHE_KINDS];
	struct {
		struct lock lock;
		struct co *first;
		_Atomic unsigned count;
	} shared[CACHE_KINDS];        /* what hubs have too many of */
	_Atomic(struct co *) retired; /* for the worker to unmap */
	_Atomic int is_large;
} cache;

static unsigned number_of(const struct cache_kind *wanted) {
	unsigned n = atomic_load_explicit(&cache.kinds, memory_order_acquire);
	for (unsigned i = 0; i < n; i++) {
		const struct cache_kind *k = &cache.kind[i];
		if (k->stack_size == wanted->stack_size && k->guard == wanted->guard &&
		    k->flags == wanted->flags)
			return i;
	}
	lock_take(&cache.lock);
	unsigned i = cache.kinds;
	if (i < CACHE_KINDS) {
		cache.kind[i] = *wanted;
		atomic_store_explicit(&cache.kinds, i + 1, memory_order_release);
	}
	lock_drop(&cache.lock);
	return i;
}

/* Move so many from one list to another, last to first. */
static void move(struct co **from, struct co **to, unsigned count) {
	while (count-- > 0) {
		struct co *co = *from;
		*from = co->next;
		co->next = *to;
		*to = co;
	}
}

static void share(struct hub_cache *cached, unsigned kind) {
	lock_take(&cache.shared[kind].lock);
	move(&cached->first, &cache.shared[kind].first, BATCH);
	cache.shared[kind].count += BATCH;
	lock_drop(&cache.shared[kind].lock);
	cached->count -= BATCH;
	cached->least = 0;
}

static void take_shared(struct hub_cache *cached, unsigned kind) {
	lock_take(&cache.shared[kind].lock);
	unsigned count = cache.shared[kind].count;
	count = count < BATCH ? count : BATCH;
	move(&cache.shared[kind].first, &cached->first, count);
	cache.shared[kind].count -= count;
	lock_drop(&cache.shared[kind].lock);
	cached->count += count;
}

struct co *cache_get(struct hub *hub, const struct cache_kind *wanted, unsigned *number) {
	unsigned kind = *number = number_of(wanted);
	if (!hub || kind == CACHE_KINDS)
		return NULL;
#ifdef EVERGREEN_DEBUG
	return NULL; /* a dead handle stays one: see api_co */
#endif
	struct hub_cache *cached = &hub->cached[kind];
	if (!cached->first && atomic_load_explicit(&cache.shared[kind].count, memory_order_relaxed))
		take_shared(cached, kind);
	struct co *co = cached->first;
	if (!co)
		return NULL;
	cached->first = co->next;
	if (--cached->count < cached->least)
		cached->least = cached->count;
	return co;
}

/* Unmapping takes libc's locks, so it is the worker's. */
static void retire(struct co *co) {
	co->next = atomic_load(&cache.retired);
	while (!atomic_compare_exchange_weak(&cache.retired, &co->next, co))
		;
}

void cache_put(struct co *co) {
	struct hub *hub = hub_here();
	if (!hub || co->kind == CACHE_KINDS) {
		retire(co);
		monitor_poke();
		return;
	}
	struct hub_cache *cached = &hub->cached[co->kind];
	co->next = cached->first;
	cached->first = co;
	if (++cached->count % (2 * BATCH) == 0 && hub_is_one_of_many())
		share(cached, co->kind);
	if (cached->count > ALWAYS_KEPT &&
	    !atomic_load_explicit(&cache.is_large, memory_order_relaxed)) {
		atomic_store(&cache.is_large, 1);
		monitor_poke();
	}
}

void cache_trim(struct hub *hub) {
	bool any = false;
	for (unsigned kind = 0; kind < CACHE_KINDS; kind++) {
		struct hub_cache *cached = &hub->cached[kind];
		unsigned unneeded = cached->least > ALWAYS_KEPT ? cached->least - ALWAYS_KEPT : 0;
		for (unsigned n = (unneeded + 1) / 2; n > 0; n--) {
			struct co *co = cached->first;
			cached->first = co->next;
			cached->count--;
			retire(co);
			any = true;
		}
		cached->least = cached->count;
		if (cached->count > ALWAYS_KEPT)
			atomic_store(&cache.is_large, 1);
	}
	if (any || atomic_load(&cache.is_large))
		monitor_poke();
}

void cache_trim_shared(void) {
	for (unsigned kind = 0; kind < CACHE_KINDS; kind++) {
		struct co *unneeded = NULL;
		lock_take(&cache.shared[kind].lock);
		unsigned count = cache.shared[kind].count;
		count = count > ALWAYS_KEPT ? count / 2 : 0;
		move(&cache.shared[kind].first, &unneeded, count);
		cache.shared[kind].count -= count;
		lock_drop(&cache.shared[kind].lock);
		for (struct co *next; unneeded; unneeded = next) {
			next = unneeded->next;
			retire(unneeded);
		}
		if (cache.shared[kind].count > ALWAYS_KEPT)
			atomic_store(&cache.is_large, 1);
	}
}

void cache_unmap(void) {
	struct co *co = atomic_exchange(&cache.retired, NULL);
	if (co)
		monitor_settle();
	while (co) {
		struct co *next = co->next;
		co_unmap(co);
		co = next;
	}
}

int cache_is_large(void) {
	return atomic_exchange(&cache.is_large, 0);
}

void cache_forked(void) {
	atomic_store(&cache.lock.word, 0);
	for (unsigned kind = 0; kind < CACHE_KINDS; kind++) {
		atomic_store(&cache.shared[kind].lock.word, 0);
		cache.shared[kind].first = NULL;
		cache.shared[kind].count = 0;
	}
}
