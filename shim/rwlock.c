/* rwlock.c - read-write locks, in glibc's object.
 *
 * __readers is the state: the number of readers, WRITER while one writes, QUEUED while readers may wait
 * in the queue of __readers. __writers counts the writers that want the lock; they wait in the queue
 * of __writers. Readers go first, as with glibc; with PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP no
 * reader passes a writer that waits. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>

#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/deadline.h"
#include "shim/real.h"
#include "shim/sync.h"

typedef struct __pthread_rwlock_arch_t rwlock_t;

enum { WRITER = 1u << 30, QUEUED = 1u << 29, READERS = QUEUED - 1 };

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
		if ((state & QUEUED) || change(l, &state, state | QUEUED, __ATOMIC_RELAXED))
			return true;
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

static int try_write(rwlock_t *l) {
	unsigned state = state_of(l);
	while ((state & ~(unsigned)QUEUED) == 0) {
		if (change(l, &state, state | WRITER, __ATOMIC_ACQUIRE)) {
			l->__cur_writer = sync_self();
			return 0;
		}
	}
	return EBUSY;
}

static bool writer_must_wait(void *arg) {
	const rwlock_t *l = arg;
	return (state_of(l) & ~(unsigned)QUEUED) != 0;
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

/* The lock became free, or free of readers: let those in whose turn it is. */
static void let_in(rwlock_t *l) {
	bool writers = __atomic_load_n(&l->__writers, __ATOMIC_SEQ_CST) > 0;
	if ((state_of(l) & QUEUED) && !writers_first(l) && wake_readers(l) > 0)
		return; /* the last of them lets a writer in */
	if (writers)
		lot_wake(&l->__writers, 1, LOT_ANY);
}

/* ---- the calls; what most of them come to is in front, and needs no stack ---- */

static bool is_shared(const rwlock_t *l) {
	return l->__shared;
}

static __attribute__((noinline)) int read_slowly(pthread_rwlock_t *lock) {
	if (!is_shared(&lock->__data))
		return read_lock(&lock->__data, FOREVER_NS);
	int error = real.pthread_rwlock_tryrdlock(lock);
	return error == EBUSY ? BLOCKING_CALL(real.pthread_rwlock_rdlock(lock)) : error;
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
		return BLOCKING_CALL(real.pthread_rwlock_clockrdlock(lock, clock, at));
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
		return error == EBUSY ? BLOCKING_CALL(real.pthread_rwlock_wrlock(lock)) : error;
	}
	return write_lock(l, FOREVER_NS);
}

int shim_pthread_rwlock_trywrlock(pthread_rwlock_t *lock) {
	return is_shared(&lock->__data) ? real.pthread_rwlock_trywrlock(lock) : try_write(&lock->__data);
}

int shim_pthread_rwlock_clockwrlock(pthread_rwlock_t *lock, clockid_t clock, const struct timespec *at) {
	int64_t deadline_ns;
	if (is_shared(&lock->__data))
		return BLOCKING_CALL(real.pthread_rwlock_clockwrlock(lock, clock, at));
	int error = deadline_at(clock, at, &deadline_ns);
	return error ? error : write_lock(&lock->__data, deadline_ns);
}

int shim_pthread_rwlock_timedwrlock(pthread_rwlock_t *lock, const struct timespec *at) {
	return shim_pthread_rwlock_clockwrlock(lock, CLOCK_REALTIME, at);
}

static __attribute__((noinline)) int let_in_and_go(rwlock_t *l) {
	let_in(l);
	return sync_released();
}

static inline int released(rwlock_t *l, unsigned left) {
	if ((left & READERS) == 0 &&
	    unlikely((left & QUEUED) || __atomic_load_n(&l->__writers, __ATOMIC_SEQ_CST)))
		return let_in_and_go(l);
	return sync_released();
}

static __attribute__((noinline)) int write_unlock(rwlock_t *l) {
	l->__cur_writer = 0;
	return released(l, __atomic_and_fetch(&l->__readers, ~(unsigned)WRITER, __ATOMIC_SEQ_CST));
}

int shim_pthread_rwlock_unlock(pthread_rwlock_t *lock) {
	rwlock_t *l = &lock->__data;
	if (unlikely(is_shared(l)))
		return real.pthread_rwlock_unlock(lock);
	if (unlikely(state_of(l) & WRITER))
		return write_unlock(l);
	return released(l, __atomic_sub_fetch(&l->__readers, 1, __ATOMIC_SEQ_CST));
}
