/* hub.h - a hub: a run queue, timers, and a libev loop; one coroutine of it runs at a time.
 *
 * All of it belongs to the carrier that runs the hub, either in the carrier's own context or inside a
 * coroutine of the hub whose gate is closed; the fields that others touch are atomic and say so. */
#ifndef RUNTIME_HUB_H
#define RUNTIME_HUB_H

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/cache.h"
#include "runtime/carrier.h"
#include "runtime/co.h"
#include "runtime/monitor.h"
#include "runtime/sigmask.h"
#include "runtime/timers.h"
#include "runtime/wait.h"

struct events;

/* Coroutines of one kind that can be used again: see cache.h. */
struct hub_cache {
	struct co *first;
	unsigned count;
	unsigned least; /* that there were since cache_trim */
};

struct hub {
	/* The run queue, first in first out. */
	struct co *run_head, *run_tail;
	unsigned runnable;  /* how many */
	unsigned warm;      /* of these, so many at the head are in the caches: warm_up in co.c */
	struct co *current; /* the coroutine that has the hub, or NULL: the carrier's own context. The
			       monitor reads it */
	unsigned budget;    /* switches until the events have their turn */
	_Atomic bool is_measured; /* what its coroutines do is counted, or their time taken: see co.c */
	uint64_t switches;
	uint64_t sleeps; /* how often there was nothing to do */
	/* Give this hub half of what is runnable; with SHARE_ALL, all, and again and again. The monitor sets it; 0:
	 * keep them. */
	_Atomic uintptr_t share_with;
	_Atomic bool is_host; /* others leave it their threads: nobody is alone here. See hub_is_alone */
	void (*after)(struct hub *, struct co *); /* to be done once after_co is off its stack */
	struct co *after_co;
	struct carrier *carrier;
	struct co *adopted;    /* the coroutine of its first kernel thread, or NULL */
	bool owns;             /* objects may belong to it: see guard.h */
	bool has_api;          /* eg_spawn was called here */
	bool is_suspect;       /* asleep with nothing that could wake it but other threads, */
	bool was_reported;     /* and that was told */
	unsigned live;         /* coroutines that exist; of these */
	unsigned threads;      /* so many were made by pthread_create, */
	_Atomic unsigned left; /* so many live on another hub by now, and are to be taken off, */
	unsigned daemons;      /* some that nobody waits for, and */
	unsigned idle;         /* some that wait for the end of the others: eg_wait */
	struct guard idle_guard;
	struct wait_queue idlers;
	uint64_t sigmask; /* the carrier's, as the kernel has it */
	struct sigmask_counts masks;
	struct timers timers;
	int64_t late_ns; /* so much longer than until the first timer it sleeps: see moderate in hub.c */
	void *shared_tls; /* thread pointer of those that share one; NULL: none yet */

	/* For others: coroutines that they made runnable, last in first out. */
	_Atomic(struct co *) inbox;
	_Atomic bool asleep; /* in the kernel for want of anything to do */

	uint64_t next_id, end_id; /* for its next coroutines */
	struct hub_cache cached[CACHE_KINDS];
	_Atomic bool trim;      /* the monitor asks for cache_trim */
	struct events *events;  /* libev's side */
	struct hub *next;       /* all hubs */
	bool is_shared;         /* the process's threads run here, and may move to another such */
	const cpu_set_t *bound; /* the processors of its kernel thread; NULL: any. See hub_bound_to */
	bool is_extra;          /* beyond as many as were asked for: for threads that compute */
	struct {
		struct co *current;
		uint64_t switches;
		int64_t since_ns;
		int64_t cpu_ns; /* what its kernel thread had computed then */
		unsigned full;  /* looks in a row that found others runnable */
		uint64_t sleeps, turns;
		struct {
			int tid;
			int64_t cpu_ns;
			uint64_t sleeps;
			int64_t used_ns; /* in the last period */
			bool was_sleepy;
		} load;
		bool is_host; /* and who was alone has noticed */
	} seen;               /* by the monitor: who had it when it last looked */
	struct {
		uint64_t made;     /* coroutines */
		uint64_t blocking; /* calls made on a carrier of their own */
		uint64_t moved;    /* coroutines given to other hubs */
		uint64_t detached; /* times that it was taken from a coroutine that did not come back */
		uint32_t *parks;   /* by enum call; NULL where nobody wants to know */
	} count;
};

/* The monitor's tick: every hub trims its cache. */
void hub_trim_all(void);

/* All hubs, one after the other; NULL begins and ends. Any context. */
struct hub *hub_next(const struct hub *hub);

/* For the worker: one more hub for the process's threads, idle; an extra one takes only those that were
 * detached (hub_choose). NULL: not to be had. */
struct hub *hub_add(bool is_extra);

/* The hub for threads that the program wants on some processors only: made, when there is none for these. NULL:
 * not to be had, or not wanted. Gate open. */
struct hub *hub_bound_to(const cpu_set_t *processors);

/* Where a thread that was detached goes on: where it was, or on a hub that has nothing to do. It is on no
 * hub just now, and nobody wakes it. */
void hub_choose(struct co *co);

/* For the monitor: the hub gives half of what is runnable to another one; or it has little to do, and whoever becomes
 * runnable there goes to the first one, until it is told to stay. */
enum { SHARE_ALL = 1 };
void hub_shares(struct hub *hub, struct hub *with);
void hub_leaves(struct hub *hub);
void hub_stays(struct hub *hub);

bool hub_is_first(const struct hub *hub);

/* Is there such a hub in this process? */
bool hub_exists(const struct hub *hub);

/* Other kernel threads may run coroutines at this moment. */
bool hub_is_one_of_many(void);

/* Is there something to do that the hub's current coroutine keeps waiting: others that could run, a
 * timer, an event? For the monitor; it may be wrong for a moment. */
bool hub_has_work(const struct hub *hub);

/* What all hubs have done; approximate while they run. */
struct hub_totals {
	uint64_t made, blocking, detached, moved, switches;
	unsigned hubs;
};
struct hub_totals hub_totals(void);

/* The coroutines that stand for kernel threads, until `visit` returns true; also such as have ended. */
bool hubs_each_adopted(bool (*visit)(void *co, void *arg), void *arg);

void hubs_visit_masks(void (*visit)(const struct sigmask_counts *masks, void *arg), void *arg);

/* How many hubs there are, if all of them are asleep with nothing that could wake them; else a number
 * that no count of threads comes to. */
int hubs_asleep(void);

/* How often coroutines parked in a call, by number; 0 where it was not counted (settings.stats). */
enum { CALLS_MOST = 512 };
uint64_t hub_parks(unsigned call);

/* The hub of the calling kernel thread: made, with a carrier, when it has none; the thread's own stack
 * becomes the hub's first coroutine. NULL with a line on stderr when that cannot be. Gate open. */
struct hub *hub_adopt(void);

/* The process's first hub, where coroutines begin whose maker has none: its main thread's, as a rule. NULL as
 * above. */
struct hub *hub_first(void);

/* A TLS block for the coroutines of the hub that have none of their own (CO_SHARE_TLS). By the hub's
 * holder, before the first of them is made; gate open. 0 or -errno. */
int hub_shared_tls(struct hub *hub);

/* In a forked child, at once: the calling coroutine is the only one, so no call of its switches. And when
 * memory is to be had: its hub begins anew. */
void hub_left_alone(void);
void hub_forked(void);

/* Run coroutines, events and timers, until the carrier has lost the hub. On the carrier's context. */
void hub_run(struct hub *hub, struct carrier *carrier);

/* The hub that the caller holds: it is its current coroutine inside the gate, or its carrier's own
 * context. NULL: none. */
static inline struct hub *hub_here(void) {
	struct co *self = co_self();
	if (self)
		return self->away ? NULL : self->hub;
	return eg_tls.carrier ? eg_tls.carrier->hub : NULL;
}

/* Append to, and take from, the run queue of the hub, which the caller holds. */
static inline void hub_push(struct hub *hub, struct co *co) {
	co->next = NULL;
	if (hub->run_head)
		hub->run_tail->next = co;
	else
		hub->run_head = co;
	hub->run_tail = co;
	hub->runnable++;
}

static inline struct co *hub_pop(struct hub *hub) {
	struct co *co = hub->run_head;
	hub->run_head = co->next;
	hub->runnable--;
	return co;
}

/* It exists on this hub from now on. */
static inline void hub_count(struct hub *hub, struct co *co) {
	if (!co->counted) {
		co->counted = true;
		hub->threads += co->flags & CO_THREAD;
		if (unlikely(hub->live++ == 1))
			monitor_wake(); /* there is somebody to keep waiting now */
		hub->count.made++;
	}
}

/* So many exist no longer, or on another one. */
static inline void hub_lose(struct hub *hub, unsigned count) {
	hub->live -= count;
	if (unlikely(hub->idle != 0) && hub->live == hub->idle + hub->daemons)
		wait_finish_all(&hub->idlers, 0);
}

/* Its current coroutine is one that nobody waits for, from now on. */
static inline void hub_is_daemon(struct hub *hub) {
	hub->daemons++;
	hub_lose(hub, 0);
}

/* Its coroutine keeps nobody waiting, and nobody will come whom it does: it may make its calls as any thread. */
static inline bool hub_is_alone(const struct hub *hub) {
	return hub->live == 1 && !atomic_load_explicit(&hub->is_host, memory_order_relaxed);
}

static inline void hub_uncount(struct hub *hub, struct co *co) {
	co->counted = false;
	hub->threads -= co->flags & CO_THREAD;
	hub->count.made--;
	hub_lose(hub, 1);
}

/* For any of the process's threads. */
static inline bool hub_is_regular(const struct hub *hub) {
	return hub->is_shared && !hub->is_extra && !hub->bound;
}

/* What follows every switch to a coroutine of a hub, and to its carrier's own context. */
static inline void hub_after(struct hub *hub) {
	void (*after)(struct hub *, struct co *) = hub->after;
	if (unlikely(after != NULL)) {
		hub->after = NULL;
		after(hub, hub->after_co);
	}
}

/* Let a claimed coroutine run, or a new one, through the inbox of its hub. Any context;
 * async-signal-safe. */
void hub_post(struct co *co);

/* The same, into the run queue, if the caller holds the hub; false: nothing was done. */
static inline bool hub_ready_here(struct co *co) {
	struct hub *hub = co->hub;
	if (unlikely(hub != hub_here()))
		return false;
	if (unlikely(co->timer != 0))
		timers_disarm(&hub->timers, co);
	hub_push(hub, co);
	return true;
}

/* Whichever it is. Any context but a signal handler. */
static inline void hub_ready(struct co *co) {
	if (unlikely(!hub_ready_here(co)))
		hub_post(co);
}

/* Give the carrier of the hub, which the caller holds, this mask. */
static inline void hub_set_sigmask(struct hub *hub, uint64_t mask) {
	if (unlikely(hub->sigmask != mask)) {
		hub->sigmask = mask;
		sigmask_apply(mask);
	}
}

#endif
