/* c11.c - <threads.h>: the same objects under C11's names. */
#include <errno.h>
#include <limits.h>
#include <threads.h>

#include "shim/calls.h"
#include "shim/deadline.h"
#include "shim/sync.h"
#include "shim/thread.h"

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t), "one and the same in glibc");
_Static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t), "one and the same in glibc");

static int result_of(int error) {
	switch (error) {
	case 0: return thrd_success;
	case ENOMEM: return thrd_nomem;
	case ETIMEDOUT: return thrd_timedout;
	case EBUSY: return thrd_busy;
	default: return thrd_error;
	}
}

static pthread_mutex_t *mutex_of(mtx_t *mutex) {
	return (pthread_mutex_t *)(void *)mutex;
}

static pthread_cond_t *cond_of(cnd_t *cond) {
	return (pthread_cond_t *)(void *)cond;
}

int shim_mtx_lock(mtx_t *mutex) {
	return result_of(shim_pthread_mutex_lock(mutex_of(mutex)));
}

int shim_mtx_trylock(mtx_t *mutex) {
	return result_of(shim_pthread_mutex_trylock(mutex_of(mutex)));
}

int shim_mtx_timedlock(mtx_t *mutex, const struct timespec *at) {
	return result_of(shim_pthread_mutex_timedlock(mutex_of(mutex), at));
}

int shim_mtx_unlock(mtx_t *mutex) {
	return result_of(shim_pthread_mutex_unlock(mutex_of(mutex)));
}

int shim_cnd_wait(cnd_t *cond, mtx_t *mutex) {
	return result_of(shim_pthread_cond_wait(cond_of(cond), mutex_of(mutex)));
}

int shim_cnd_timedwait(cnd_t *cond, mtx_t *mutex, const struct timespec *at) {
	return result_of(shim_pthread_cond_timedwait(cond_of(cond), mutex_of(mutex), at));
}

int shim_cnd_signal(cnd_t *cond) {
	return result_of(shim_pthread_cond_signal(cond_of(cond)));
}

int shim_cnd_broadcast(cnd_t *cond) {
	return result_of(shim_pthread_cond_broadcast(cond_of(cond)));
}

void shim_cnd_destroy(cnd_t *cond) {
	shim_pthread_cond_destroy(cond_of(cond));
}

/* The function's int travels as the thread's pointer. */
int shim_thrd_create(thrd_t *thread, thrd_start_t start, void *arg) {
	void *(*as_pthread)(void *) = (void *(*)(void *))(uintptr_t)start;
	int error = shim_pthread_create(thread, NULL, as_pthread, arg);
	return error == EAGAIN ? thrd_nomem : result_of(error);
}

int shim_thrd_join(thrd_t thread, int *result) {
	void *value;
	int error = shim_pthread_join(thread, &value);
	if (!error && result)
		*result = (int)(intptr_t)value;
	return result_of(error);
}

int shim_thrd_detach(thrd_t thread) {
	return result_of(shim_pthread_detach(thread));
}

void shim_thrd_yield(void) {
	shim_sched_yield();
}

int shim_thrd_sleep(const struct timespec *wanted, struct timespec *left) {
	int error = clock_nanosleep(CLOCK_REALTIME, 0, wanted, left); /* through its stub */
	return error == 0 ? 0 : error == EINTR ? -1 : -2;
}
