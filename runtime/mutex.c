/* mutex.c - eg_mutex and eg_rlock: locks with an owner, who is told when he errs. An unlocked one goes
 * to the first who waits. */
#include "runtime/api.h"
#include "runtime/wait.h"

struct mutex {
	struct guard guard;
	struct wait_queue waiters; /* values: who they are */
	const void *owner;
	uintptr_t depth; /* of an eg_rlock: how often it was locked by its owner */
};

_Static_assert(sizeof(struct mutex) <= sizeof(eg_mutex), "evergreen.h has room for it");
_Static_assert(sizeof(struct mutex) <= sizeof(eg_rlock), "evergreen.h has room for it");

/* Unique among coroutines and kernel threads, and the same before and after a thread's first coroutine. */
static const void *caller(void) {
	const struct co *self = co_self();
	return self && (self->flags & CO_SHARE_TLS) ? (const void *)self : (const void *)&eg_tls;
}

static int lock(struct mutex *m, bool recursive, int64_t deadline_ns) {
	const void *me = caller();
	for (bool again = false;; again = true) {
		struct entry e = entry_begin(&m->guard, "eg_mutex_lock", m);
		int error = -ENOLCK;
		if (!m->owner || (recursive && m->owner == me))
			error = 0;
		else if (m->owner == me)
			error = -EDEADLK;
		else if (deadline_ns == EG_NOW.ns)
			error = -EAGAIN;
		if (error == 0) {
			m->owner = me;
			m->depth++;
		}
		if (likely(error != -ENOLCK)) {
			entry_drop(&m->guard, e);
			return api_leave(e.self, error);
		}
		void *value = (void *)(uintptr_t)me;
		error = wait_in(&e, &m->guard, &m->waiters, &value, deadline_ns, again);
		if (error != -EINTR)
			return api_leave(e.self, error);
		gate_leave(e.self);
	}
}

static int unlock(struct mutex *m) {
	struct entry e = entry_begin(&m->guard, "eg_mutex_unlock", m);
	int error = 0;
	if (m->owner != caller()) {
		error = -EPERM;
	} else if (--m->depth == 0) {
		struct wait_place *first = wait_claim_first(&m->waiters);
		m->owner = first ? first->value : NULL;
		m->depth = first != NULL;
		if (first)
			wait_finish(first, 0);
	}
	entry_drop(&m->guard, e);
	return api_leave(e.self, error);
}

EXPORT int eg_mutex_lock(eg_mutex *mutex, eg_deadline deadline) {
	return lock((struct mutex *)(void *)mutex, false, deadline.ns);
}

EXPORT int eg_mutex_unlock(eg_mutex *mutex) {
	return unlock((struct mutex *)(void *)mutex);
}

EXPORT void eg_mutex_destroy(eg_mutex *mutex) {
	struct mutex *m = (struct mutex *)(void *)mutex;
	wait_destroy(&m->guard, &m->waiters);
}

EXPORT int eg_rlock_lock(eg_rlock *rlock, eg_deadline deadline) {
	return lock((struct mutex *)(void *)rlock, true, deadline.ns);
}

EXPORT int eg_rlock_unlock(eg_rlock *rlock) {
	return unlock((struct mutex *)(void *)rlock);
}

EXPORT void eg_rlock_destroy(eg_rlock *rlock) {
	struct mutex *m = (struct mutex *)(void *)rlock;
	wait_destroy(&m->guard, &m->waiters);
}
