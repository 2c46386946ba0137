/* cache.h - coroutines that have ended, kept with stack and TCB to be used again.
 *
 * Each hub has its own, the hottest first; what one hub has too many of, since its threads end there and
 * begin elsewhere, others may take. What was not needed for a while is unmapped by the monitor. */
#ifndef RUNTIME_CACHE_H
#define RUNTIME_CACHE_H

#include <stddef.h>

struct co;
struct hub;

/* What makes coroutines alike. */
struct cache_kind {
	size_t stack_size, guard;
	unsigned flags; /* CO_OWN_TLS */
};

enum { CACHE_KINDS = 8 };

/* One of the hub's, which the caller holds, or NULL; and the number of its kind: CACHE_KINDS where there are
 * too many kinds, which are not kept. */
struct co *cache_get(struct hub *hub, const struct cache_kind *wanted, unsigned *kind);

/* Gate closed. */
void cache_put(struct co *co);

/* Once a second, by the hub's holder: hand half of what was not needed since the last time to the
 * monitor. */
void cache_trim(struct hub *hub);

/* The monitor's part: unmap what was handed to it; and once a second, hand itself half of what no hub has. */
void cache_unmap(void);
void cache_trim_shared(void);

/* In a forked child: what no hub had, others may have been about to take. */
void cache_forked(void);

/* Does a hub keep so many that cache_trim is to be called? Resets itself. */
int cache_is_large(void);

#endif
