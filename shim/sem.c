/* sem.c - semaphores: glibc's object, 64 bits with the value below and the number of waiters above.
 *
 * A post increments and lets the first waiter try; one that was woken in vain before is given the token
 * itself. Named and process-shared semaphores are glibc's. */
#include <errno.h>
#include <limits.h>
#include <semaphore.h>

#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/deadline.h"
#include "shim/io.h"
#include "shim/real.h"
#include "shim/sync.h"

struct semaphore {
	_Atomic uint64_t data;
	int shared; /* not 0 */
};

static const uint64_t WAITER = UINT64_C(1) << 32;

_Static_assert(sizeof(struct semaphore) <= sizeof(sem_t), "glibc's struct new_sem");

static struct semaphore *of(sem_t *sem) {
	return (struct semaphore *)(void *)sem;
}

static unsigned value_of(uint64_t data) {
	return (unsigned)data;
}

static bool try_take(struct semaphore *s, uint64_t waiter) {
	uint64_t data = atomic_load_explicit(&s->data, memory_order_relaxed);
	while (value_of(data) > 0) {
		if (atomic_compare_exchange_weak_explicit(&s->data, &data, data - 1 - waiter,
							  memory_order_acquire, memory_order_relaxed))
			return true;
	}
	return false;
}

static bool empty(void *arg) {
	struct semaphore *s = arg;
	return value_of(atomic_load_explicit(&s->data, memory_order_acquire)) == 0;
}

static int take(struct semaphore *s, int64_t deadline_ns) {
	struct lot_wait wait = { .addr = s,
				 .check = empty,
				 .arg = s,
				 .deadline_ns = deadline_ns,
				 .bitset = LOT_ANY,
				 .cancellable = true,
				 .call = CALL_sem_wait };
	int error = 0;
	atomic_fetch_add_explicit(&s->data, WAITER, memory_order_relaxed);
	while (!try_take(s, WAITER)) {
		error = lot_wait_for(&wait);
		if (error == 0 && wait.handed)
			break;
		bool goes_on = error == -EINTR && sync_goes_on(deadline_ns == FOREVER_NS);
		if (error != 0 && error != -EAGAIN && !goes_on)
			break;
		wait.again = error == 0;
		error = 0;
	}
	if (error || wait.handed)
		atomic_fetch_sub_explicit(&s->data, WAITER, memory_order_relaxed);
	return (int)io_result(error);
}

/* Under the queue's lock. */
static void put(void *arg, bool found, bool handed) {
	struct semaphore *s = arg;
	(void)found;
	if (!handed)
		atomic_fetch_add_explicit(&s->data, 1, memory_order_release);
}

int shim_sem_post(sem_t *sem) {
	struct semaphore *s = of(sem);
	if (unlikely(s->shared))
		return real.sem_post(sem);
	uint64_t data = atomic_load_explicit(&s->data, memory_order_relaxed);
	while (data < WAITER) {
		if (value_of(data) == SEM_VALUE_MAX) {
			errno = EOVERFLOW;
			return -1;
		}
		if (atomic_compare_exchange_weak_explicit(&s->data, &data, data + 1,
							  memory_order_release, memory_order_relaxed))
			return 0;
	}
	if (value_of(data) == SEM_VALUE_MAX) {
		errno = EOVERFLOW;
		return -1;
	}
	lot_hand(s, put, s);
	return 0;
}

int shim_sem_wait(sem_t *sem) {
	struct semaphore *s = of(sem);
	if (unlikely(s->shared))
		return real.sem_trywait(sem) == 0 ? 0 : BLOCKING_CALL(sem_wait, real.sem_wait(sem));
	return try_take(s, 0) ? 0 : take(s, FOREVER_NS);
}

int shim_sem_trywait(sem_t *sem) {
	struct semaphore *s = of(sem);
	if (s->shared)
		return real.sem_trywait(sem);
	if (try_take(s, 0))
		return 0;
	errno = EAGAIN;
	return -1;
}

int shim_sem_clockwait(sem_t *sem, clockid_t clock, const struct timespec *at) {
	struct semaphore *s = of(sem);
	int64_t deadline_ns;
	if (s->shared)
		return BLOCKING_CALL(sem_clockwait, real.sem_clockwait(sem, clock, at));
	int error = deadline_at(clock, at, &deadline_ns);
	if (error) {
		errno = error;
		return -1;
	}
	return try_take(s, 0) ? 0 : take(s, deadline_ns);
}

int shim_sem_timedwait(sem_t *sem, const struct timespec *at) {
	return shim_sem_clockwait(sem, CLOCK_REALTIME, at);
}
