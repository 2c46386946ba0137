/* cond.c - condition variables.
 *
 * A waiter joins the queue of the condition variable's address before it unlocks the mutex, so nothing
 * can come in between. Of the object only two things are used: the number of waiters, by which a signal
 * for nobody costs one load, and the flags that pthread_cond_init left. The same code serves the
 * 2.2.5 version of the symbols, whose object is as large, also zeroed at first, and private. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>

#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/deadline.h"
#include "shim/owned.h"
#include "shim/real.h"
#include "shim/sync.h"

/* Bits of __wrefs, set by glibc's pthread_cond_init. */
enum { COND_SHARED = 1, COND_MONOTONIC = 2 };

static unsigned *waiters_of(pthread_cond_t *cond) {
	return &cond->__data.__g_refs[0];
}

static bool is_shared(const pthread_cond_t *cond) {
	return cond->__data.__wrefs & COND_SHARED;
}

static void unlock(void *mutex) {
	mutex_unlock(mutex);
}

static int wait_until(pthread_cond_t *cond, pthread_mutex_t *mutex, int64_t deadline_ns) {
	struct lot_wait wait = { .addr = cond,
				 .queued = unlock,
				 .arg = mutex,
				 .count = waiters_of(cond),
				 .deadline_ns = deadline_ns,
				 .bitset = LOT_ANY,
				 .cancellable = true,
				 .call = CALL_pthread_cond_wait };
	int error = mutex_check_owner(mutex);
	if (error)
		return error;
	error = lot_wait_for(&wait);
	/* A signal handler makes for a spurious wake-up. */
	int relock = shim_pthread_mutex_lock(mutex);
	if (relock)
		return relock;
	return error == -ETIMEDOUT || error == -ECANCELED ? co_errno(-error) : 0;
}

int shim_pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex) {
	int token = owned_begin(mutex), error;
	if (unlikely(is_shared(cond)))
		error = BLOCKING_CALL(pthread_cond_wait, real.pthread_cond_wait(cond, mutex));
	else
		error = wait_until(cond, mutex, FOREVER_NS);
	owned_end(token);
	return error;
}

int shim_pthread_cond_clockwait(pthread_cond_t *cond, pthread_mutex_t *mutex, clockid_t clock,
				const struct timespec *at) {
	int64_t deadline_ns;
	int error = deadline_at(clock, at, &deadline_ns);
	if (error)
		return error;
	int token = owned_begin(mutex);
	if (unlikely(is_shared(cond)))
		error = BLOCKING_CALL(pthread_cond_clockwait,
				      real.pthread_cond_clockwait(cond, mutex, clock, at));
	else
		error = wait_until(cond, mutex, deadline_ns);
	owned_end(token);
	return error;
}

int shim_pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex,
				const struct timespec *at) {
	bool monotonic = cond->__data.__wrefs & COND_MONOTONIC;
	return shim_pthread_cond_clockwait(cond, mutex, monotonic ? CLOCK_MONOTONIC : CLOCK_REALTIME,
					   at);
}

static int wake(pthread_cond_t *cond, int n) {
	if (__atomic_load_n(waiters_of(cond), __ATOMIC_RELAXED))
		lot_wake(cond, n, LOT_ANY);
	return 0;
}

int shim_pthread_cond_signal(pthread_cond_t *cond) {
	return unlikely(is_shared(cond)) ? real.pthread_cond_signal(cond) : wake(cond, 1);
}

int shim_pthread_cond_broadcast(pthread_cond_t *cond) {
	return unlikely(is_shared(cond)) ? real.pthread_cond_broadcast(cond) : wake(cond, INT_MAX);
}

int shim_pthread_cond_destroy(pthread_cond_t *cond) {
	return is_shared(cond) ? real.pthread_cond_destroy(cond) : 0;
}
