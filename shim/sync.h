/* sync.h - what the synchronisation objects share.
 *
 * They stand on the parking lot and keep their state in the program's own objects, where glibc keeps
 * it, so that glibc's initialisers, static or not, are ours as well. Coroutines and kernel threads may
 * use one object together. Objects that other processes may share are left to glibc, whose protocol
 * those processes follow, with a blocking move where it would block. */
#ifndef SHIM_SYNC_H
#define SHIM_SYNC_H

#include <limits.h>
#include <pthread.h>

#include "runtime/co.h"
#include "runtime/lot.h"

/* Who owns a lock: unique among coroutines and kernel threads. */
int sync_self(void);

/* After -EINTR: the wait goes on, since no handler has run, or all ask for that (SA_RESTART) and the wait may be
 * restarted. Where a kernel thread waited, the kernel has seen to that. */
static inline bool sync_goes_on(bool restartable) {
	struct co *self = co_self();
	if (!self || self->away)
		return false;
	return self->interruption == INTERRUPTION_NONE ||
	       (restartable && self->interruption == INTERRUPTION_RESTARTS);
}

/* A thread may take and release a free lock again and again until another one has changed what the lock
 * protects: InnoDB waits so for its page cleaner and for its purge. On a processor of its own the other
 * one runs meanwhile; here it does because the caller gives way now and then. That is done behind a
 * release, never at a lock: there the caller may hold others, and the threads that are let run find
 * them taken each time. */
enum { UNLOCKS_MOST = 1024 };
int sync_give_way(void);

/* The last step of a release that has succeeded: 0. */
static inline int sync_released(void) {
	struct co *self = co_self();
	if (likely(self != NULL) && unlikely(++self->shim.unlocks % UNLOCKS_MOST == 0))
		return sync_give_way();
	return 0;
}

static inline int load_relaxed(const int *p) {
	return __atomic_load_n(p, __ATOMIC_RELAXED);
}

static inline bool cas_acquire(int *p, int from, int to) {
	return __atomic_compare_exchange_n(p, &from, to, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static inline bool cas_release(int *p, int from, int to) {
	return __atomic_compare_exchange_n(p, &from, to, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

/* Lock and unlock for condition variables; return 0 or an error number. */
int mutex_lock(pthread_mutex_t *mutex, int64_t deadline_ns);
int mutex_unlock(pthread_mutex_t *mutex);

/* EPERM if the mutex is of a type that checks its owner and the caller is not the one, else 0. */
int mutex_check_owner(const pthread_mutex_t *mutex);

/* Release the robust mutexes that an ending coroutine holds; their next owner gets EOWNERDEAD. */
void mutex_owner_died(struct co *self);

#endif
