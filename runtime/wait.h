/* wait.h - the one mechanism by which the objects of evergreen.h make their callers wait.
 *
 * An object has queues of places, first in first out. A place lies on the stack of whoever waits, and
 * belongs to a wait; a wait may have places in several queues (eg_select). To end a wait is to claim it,
 * under the guard of the object whose queue the place is in: then it is that object's, result and value
 * are written, and it runs. One that its deadline or a cancellation has claimed takes itself out.
 *
 * Coroutines park, kernel threads block. Those that have a handle (co_native) can be cancelled, and have scopes,
 * as coroutines. */
#ifndef RUNTIME_WAIT_H
#define RUNTIME_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/co.h"
#include "runtime/fork.h"
#include "runtime/guard.h"
#include "runtime/native.h"

struct wait {
	struct co *co;            /* NULL: a kernel thread, */
	struct native *native;    /* which waits here: with its handle, or, */
	struct native own;        /* where it has none, on its stack */
	struct wait_place *ended; /* the place that ended it, if one did; and with what: */
	int result;               /* 0 or -errno */
	struct wait *next;        /* finished in the same guard */
	unsigned generation;      /* fork_generation when it began */
};

struct wait_place {
	struct wait_place *next, *prev;
	struct wait_queue *queue; /* that it is in, or NULL */
	struct wait *wait;
	void *value; /* that is handed over: which way is the queue's affair */
};

/* ---- the way into an object, and out ---- */

struct entry {
	struct co *self;  /* NULL: a kernel thread */
	bool owned;       /* for guard_drop */
	const char *call; /* what the caller does, if it waits, and with what: for dumps */
	const void *object;
};

/* Through the gate and into the guard. */
static inline struct entry entry_begin(struct guard *g, const char *call, const void *object) {
	struct co *self = gate_enter();
	return (struct entry){ self, guard_take(g, self ? self->hub : NULL), call, object };
}

/* Out of a guard in which waits were finished. */
void wait_end_finished(void);
static inline void wait_drop(struct guard *g, bool owned) {
	guard_drop(g, owned);
	if (unlikely(eg_tls.finished != NULL))
		wait_end_finished();
}

/* The same for an object; the gate stays closed. */
static inline void entry_drop(struct guard *g, struct entry e) {
	wait_drop(g, e.owned);
}

/* What is changed in the guard only, and looked at outside as well. */
static inline void set_count(size_t *count, size_t value) {
	__atomic_store_n(count, value, __ATOMIC_RELAXED);
}

/* ---- waiting ---- */

/* Behind all others, or before them: for one that had to leave the queue for a moment. */
void wait_enqueue(struct wait_queue *q, struct wait_place *place, struct wait *wait, bool in_front);
void wait_dequeue(struct wait_place *place);

void wait_begin(struct wait *wait, struct co *self);

/* For a kernel thread that is going to wait_poll: 0 or -errno. */
int wait_begin_to_poll(struct wait *wait);

/* Until it is ended, by whatever. wait->ended tells whether by a place, and then the result is that
 * place's; else -ETIMEDOUT, -EINTR (no handler has run yet), -ECANCELED, and the places are where they
 * were. No guard is held. */
int wait_park(struct wait *wait, int64_t deadline_ns);

/* The same for a kernel thread, and for one of the descriptors fds[1] and on to have news: -EAGAIN. */
int wait_poll(struct wait *wait, struct pollfd *fds, unsigned count, int64_t deadline_ns);

/* Whoever waits ends the wait himself. False: somebody else has, and wait_park is to be called. */
bool wait_give_up(struct wait *wait);

/* All of this for a single place: wait in the queue, whose object the caller is in; *value, unless value
 * is NULL, is handed over either way. The guard is dropped, the gate is closed. -EINTR: a handler has
 * run, try again, `again` set. */
int wait_in(const struct entry *e, struct guard *g, struct wait_queue *q, void **value,
	    int64_t deadline_ns, bool again);

/* ---- ending waits; in the guard ---- */

/* The first place whose wait can still be claimed is, and is taken out of its queue; NULL: there is
 * none. */
struct wait_place *wait_claim_first(struct wait_queue *q);

/* A single one: false, something else was first. It stays in its queue, if it is in one. */
bool wait_claim(struct wait_place *place);

/* A claimed one goes on, with this result: at once, if it is on the caller's hub, where it cannot run yet; else
 * when the guard is dropped, since the object may go as soon as its last waiter is back. */
void wait_finish(struct wait_place *place, int result);

/* The first place; NULL: there is none. */
static inline struct wait_place *wait_first(const struct wait_queue *q) {
	return q->first && likely(q->generation == fork_generation) ? q->first : NULL;
}

static inline bool wait_is_empty(const struct wait_queue *q) {
	return !wait_first(q);
}

/* Is there one that can be claimed, at this moment, and is not the caller's? */
bool wait_has_others(const struct wait_queue *q, const struct wait *own);

/* Everybody goes on with this result. */
void wait_finish_all(struct wait_queue *q, int result);

/* The object is about to go: everybody goes on with -EIDRM, and those that were claimed by others have
 * left the queue when it returns. Called outside; may park. */
void wait_destroy(struct guard *g, struct wait_queue *q);

#endif
