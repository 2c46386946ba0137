/* rwlock.c - read-write locks, in glibc's object.
 *
 * __readers is the state: the number of readers, WRITER while one writes, QUEUED while readers may wait
 * in the queue of __readers, WRITERS while writers may wait in that of __writers, which counts those that want the
 * lock. Readers go first, as with glibc; with PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP no
 * reader passes a writer that waits.
 *
 * Once the state says that the lock is free, it may be taken, released, destroyed and unmapped by others: whoever
 * unlocks it looks before at what there is to be known, and wakes by address behind. Too many, where that is not
 * known: they look again. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>

#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/deadline.h"
#include "shim/real.h"
#include "shim/sync.h"

typedef struct __pthread_rwlock_arch_t rwlock_t;

enum { WRITER = 1u << 30, QUEUED = 1u << 29, WRITERS = 1u << 28, READERS = WRITERS - 1 };

static unsigned state_of(const rwlock_t *l) {
	return __atomic_load_n(&l->__readers, __ATOMIC_RELAXED);
}

static bool change(rwlock_t *l, unsigned *from, unsigned to, int order) {
	return __atomic_compare_exchange_n(&l->__readers, from, to, false, order, __ATOMIC_RELAXED);
}

static bool writers_first(const rwlock_t *l) {
	return l->__flags == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP &&
	       __atomic_load_n(&l->__writers, __ATOMIC_RELAXED) > 0;
}

static bool closed_to_readers(const rwlock_t *l, unsigned state) {
	return (state & WRITER) || writers_first(l);
}

/* ---- reading ---- */

static int try_read(rwlock_t *l) {
	unsigned state = state_of(l);
	while (!closed_to_readers(l, state)) {
		if ((state & READERS) == READERS)
			return EAGAIN;
		if (change(l, &state, state + 1, __ATOMIC_ACQUIRE))
			return 0;
	}
	return EBUSY;
}

/* Under the lock of the readers' queue: still closed, and marked as queued for? */
static bool reader_must_wait(void *arg) {
	rwlock_t *l = arg;
	unsigned state = state_of(l);
	while (closed_to_readers(l, state)) {
		if (state & QUEUED)
			return true;
		if (change(l, &state, state | QUEUED, __ATOMIC_SEQ_CST))
			state |=
				QUEUED; /* a writer that gives up has seen that; else it has given up, as we see */
	}
	return false;
}

static int read_lock(rwlock_t *l, int64_t deadline_ns) {
	struct lot_wait wait = { .addr = &l->__readers,
				 .check = reader_must_wait,
				 .arg = l,
				 .deadline_ns = deadline_ns,
				 .bitset = LOT_ANY,
				 .call = CALL_pthread_rwlock_rdlock };
	for (;;) {
		int error = try_read(l);
		if (error != EBUSY)
			return error;
		if (load_relaxed(&l->__cur_writer) == sync_self())
			return EDEADLK;
		if (lot_wait_for(&wait) == -ETIMEDOUT)
			return ETIMEDOUT;
	}
}

static int wake_readers(rwlock_t *l) {
	__atomic_fetch_and(&l->__readers, ~(unsigned)QUEUED, __ATOMIC_RELAXED);
	return lot_wake(&l->__readers, INT_MAX, LOT_ANY);
}

/* ---- writing ---- */

static bool is_held(unsigned state) {
	return state & (WRITER | READERS);
}

static int try_write(rwlock_t *l) {
	unsigned state = state_of(l);
	while (!is_held(state)) {
		if (change(l, &state, state | WRITER, __ATOMIC_ACQUIRE)) {
			l->__cur_writer = sync_self();
			return 0;
		}
	}
	return EBUSY;
}

/* Under the lock of the writers' queue: still held, and marked as queued for? */
static bool writer_must_wait(void *arg) {
	rwlock_t *l = arg;
	unsigned state = state_of(l);
	while (is_held(state)) {
		if ((state & WRITERS) || change(l, &state, state | WRITERS, __ATOMIC_RELAXED))
			return true;
	}
	return false;
}

static int write_lock(rwlock_t *l, int64_t deadline_ns) {
	if (try_write(l) == 0)
		return 0;
	if (load_relaxed(&l->__cur_writer) == sync_self())
		return EDEADLK;
	struct lot_wait wait = { .addr = &l->__writers,
				 .check = writer_must_wait,
				 .arg = l,
				 .deadline_ns = deadline_ns,
				 .bitset = LOT_ANY,
				 .call = CALL_pthread_rwlock_wrlock };
	int error = 0;
	__atomic_fetch_add(&l->__writers, 1, __ATOMIC_SEQ_CST);
	while (try_write(l) != 0) {
		if (lot_wait_for(&wait) == -ETIMEDOUT) {
			error = ETIMEDOUT;
			break;
		}
	}
	/* Readers may have stood back for this writer only. */
	if (__atomic_sub_fetch(&l->__writers, 1, __ATOMIC_SEQ_CST) == 0 && error &&
	    (state_of(l) & QUEUED) && !(state_of(l) & WRITER))
		wake_readers(l);
	return error;
}

/* The lock is free, and may be gone: `state` is what it was before, and `to` what it became. */
static void wake_by_address(rwlock_t *l, unsigned state, unsigned to) {
	bool readers = state & QUEUED & ~to;
	if (readers && lot_wake(&l->__readers, INT_MAX, LOT_ANY) > 0)
		return; /* the last of them lets a writer in */
	bool writers = state & WRITERS;
	if (writers && lot_wake(&l->__writers, to & WRITERS ? 1 : INT_MAX, LOT_ANY) > 0)
		return;
	if (state & to & QUEUED) /* they stood back for a writer that has given up */
		lot_wake(&l->__readers, INT_MAX, LOT_ANY);
}

/* What becomes of a lock that was held so. */
static unsigned without_holder(const rwlock_t *l, unsigned state) {
	unsigned to = state & WRITER ? state & ~(unsigned)WRITER : state - 1;
	if (is_held(to))
		return to;
	if ((to & QUEUED) && !writers_first(l))
		return to & ~(unsigned)QUEUED;
	bool any = (to & WRITERS) && __atomic_load_n(&l->__writers, __ATOMIC_RELAXED) > 0;
	return any ? to : to & ~(unsigned)WRITERS;
}

/* ---- the calls; what most of them come to is in front, and needs no stack ---- */

static bool is_shared(const rwlock_t *l) {
	return l->__shared;
}

static __attribute__((noinline)) int read_slowly(pthread_rwlock_t *lock) {
	if (!is_shared(&lock->__data))
		return read_lock(&lock->__data, FOREVER_NS);
	int error = real.pthread_rwlock_tryrdlock(lock);
	return error == EBUSY ? BLOCKING_CALL(pthread_rwlock_rdlock, real.pthread_rwlock_rdlock(lock))
			      : error;
}

int shim_pthread_rwlock_rdlock(pthread_rwlock_t *lock) {
	rwlock_t *l = &lock->__data;
	unsigned state = state_of(l);
	if (likely(state < READERS && !is_shared(l) && !l->__flags) &&
	    likely(change(l, &state, state + 1, __ATOMIC_ACQUIRE)))
		return 0;
	return read_slowly(lock);
}

int shim_pthread_rwlock_tryrdlock(pthread_rwlock_t *lock) {
	return is_shared(&lock->__data) ? real.pthread_rwlock_tryrdlock(lock) : try_read(&lock->__data);
}

int shim_pthread_rwlock_clockrdlock(pthread_rwlock_t *lock, clockid_t clock, const struct timespec *at) {
	int64_t deadline_ns;
	if (is_shared(&lock->__data))
		return BLOCKING_CALL(pthread_rwlock_clockrdlock,
				     real.pthread_rwlock_clockrdlock(lock, clock, at));
	int error = deadline_at(clock, at, &deadline_ns);
	return error ? error : read_lock(&lock->__data, deadline_ns);
}

int shim_pthread_rwlock_timedrdlock(pthread_rwlock_t *lock, const struct timespec *at) {
	return shim_pthread_rwlock_clockrdlock(lock, CLOCK_REALTIME, at);
}

int shim_pthread_rwlock_wrlock(pthread_rwlock_t *lock) {
	rwlock_t *l = &lock->__data;
	if (unlikely(is_shared(l))) {
		int error = real.pthread_rwlock_trywrlock(lock);
		return error == EBUSY
			       ? BLOCKING_CALL(pthread_rwlock_wrlock, real.pthread_rwlock_wrlock(lock))
			       : error;
	}
	return write_lock(l, FOREVER_NS);
}

int shim_pthread_rwlock_trywrlock(pthread_rwlock_t *lock) {
	return is_shared(&lock->__data) ? real.pthread_rwlock_trywrlock(lock) : try_write(&lock->__data);
}

int shim_pthread_rwlock_clockwrlock(pthread_rwlock_t *lock, clockid_t clock, const struct timespec *at) {
	int64_t deadline_ns;
	if (is_shared(&lock->__data))
		return BLOCKING_CALL(pthread_rwlock_clockwrlock,
				     real.pthread_rwlock_clockwrlock(lock, clock, at));
	int error = deadline_at(clock, at, &deadline_ns);
	return error ? error : write_lock(&lock->__data, deadline_ns);
}

int shim_pthread_rwlock_timedwrlock(pthread_rwlock_t *lock, const struct timespec *at) {
	return shim_pthread_rwlock_clockwrlock(lock, CLOCK_REALTIME, at);
}

static __attribute__((noinline)) int unlock_slowly(rwlock_t *l) {
	unsigned state = state_of(l), to;
	if (state & WRITER)
		l->__cur_writer = 0;
	do
		to = without_holder(l, state);
	while (!change(l, &state, to, __ATOMIC_SEQ_CST));
	if (!is_held(to) && unlikely(state & (QUEUED | WRITERS)))
		wake_by_address(l, state, to);
	return sync_released();
}

/* Readers and writers have queued up just now. */
static __attribute__((noinline)) int wake_and_go(rwlock_t *l) {
	lot_wake(&l->__writers, INT_MAX, LOT_ANY);
	lot_wake(&l->__readers, INT_MAX, LOT_ANY);
	return sync_released();
}

int shim_pthread_rwlock_unlock(pthread_rwlock_t *lock) {
	rwlock_t *l = &lock->__data;
	if (unlikely(is_shared(l)))
		return real.pthread_rwlock_unlock(lock);
	if (unlikely(state_of(l) & (WRITER | QUEUED | WRITERS)))
		return unlock_slowly(l);
	unsigned left = __atomic_sub_fetch(&l->__readers, 1, __ATOMIC_SEQ_CST);
	if (unlikely(left && !is_held(left)))
		return wake_and_go(l);
	return sync_released();
}
