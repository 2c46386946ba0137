/* mutex.c - mutexes of every type.
 *
 * __lock is 0 (free), 1 (held), or 2 (held, and somebody may wait). Unlocking lets the first waiter try
 * again, and whoever comes first has the lock; a waiter that was woken in vain before is given the lock
 * itself, so that nobody starves behind a thread that unlocks and locks again.
 *
 * Priority inheritance and protection are accepted and mean nothing, since coroutines have no
 * priorities. Robust mutexes are robust within the process. */
#include "shim/sync.h"

#include <errno.h>
#include <pthread.h>

#include "runtime/sys.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/deadline.h"
#include "shim/owned.h"
#include "shim/real.h"

/* glibc's __kind and __owner. Other processes see both, so they are ABI. */
enum {
	KIND_TYPE = 3,
	KIND_ROBUST = 16,
	KIND_PROTECT = 64,
	KIND_SHARED = 128,
	KIND_PLAIN_MASK = 127, /* without the bits for lock elision */
};
enum { OWNER_NOT_RECOVERABLE = INT_MAX - 1, OWNER_INCONSISTENT = INT_MAX };
enum { CEILING_BITS = -(1 << 19) }; /* of a KIND_PROTECT mutex, in __lock */

typedef struct __pthread_mutex_s mutex_t;

int sync_self(void) {
	static __thread int tid __attribute__((tls_model("initial-exec")));
	struct co *self = co_self();
	if (likely(self != NULL))
		return self->tid;
	if (!tid)
		tid = (int)sys(SYS_gettid); /* in a forked child it is the parent's: no less unique */
	return tid;
}

int sync_give_way(void) {
	struct co *self = gate_enter();
	/* Those that eg_spawn made were promised to run on. */
	if (self && self->hub->live > 1 && (self->flags & (CO_THREAD | CO_ADOPTED)))
		co_give_way(self);
	gate_leave(self);
	return 0;
}

static int free_word(const mutex_t *m) {
	return unlikely(m->__kind & KIND_PROTECT) ? load_relaxed(&m->__lock) & CEILING_BITS : 0;
}

static void own(mutex_t *m, int self) {
	m->__owner = self;
	m->__nusers++;
}

static void disown(mutex_t *m) {
	m->__owner = 0;
	m->__nusers--;
}

/* ---- the lock word ---- */

/* Under the queue's lock: still held, and marked as waited for? */
static bool must_wait(void *arg) {
	mutex_t *m = arg;
	int free = free_word(m);
	for (;;) {
		int word = load_relaxed(&m->__lock);
		if (word == free)
			return false;
		if (word == free + 2 || cas_acquire(&m->__lock, free + 1, free + 2))
			return true;
	}
}

static int take_slowly(mutex_t *m, int64_t deadline_ns) {
	int free = free_word(m);
	struct lot_wait wait = { .addr = m,
				 .check = must_wait,
				 .arg = m,
				 .deadline_ns = deadline_ns,
				 .bitset = LOT_ANY,
				 .call = CALL_pthread_mutex_lock };
	for (;;) {
		int error = lot_wait_for(&wait);
		if (wait.handed)
			return 0;
		if (error == -ETIMEDOUT)
			return ETIMEDOUT;
		/* Others may wait behind us: keep the word at 2. */
		if (cas_acquire(&m->__lock, free, free + 2))
			return 0;
		wait.again = wait.again || error == 0;
	}
}

static inline int take(mutex_t *m, int64_t deadline_ns) {
	int free = free_word(m);
	if (likely(cas_acquire(&m->__lock, free, free + 1)))
		return 0;
	return take_slowly(m, deadline_ns);
}

/* Under the queue's lock. */
static void release(void *arg, bool found, bool handed) {
	mutex_t *m = arg;
	(void)found;
	if (!handed)
		__atomic_store_n(&m->__lock, free_word(m), __ATOMIC_RELEASE);
}

static inline void drop(mutex_t *m) {
	int free = free_word(m);
	if (unlikely(!cas_release(&m->__lock, free + 1, free)))
		lot_hand(m, release, m);
}

/* ---- robust mutexes: linked into their owner, so that its end can be told to the next one ---- */

static void link_robust(mutex_t *m) {
	struct co *self = co_self();
	if (!self)
		return; /* a kernel thread's end is not seen */
	__pthread_list_t *next = self->shim.robust;
	m->__list.__prev = NULL;
	m->__list.__next = next;
	if (next)
		next->__prev = &m->__list;
	self->shim.robust = &m->__list;
}

static void unlink_robust(mutex_t *m) {
	struct co *self = co_self();
	if (!self)
		return;
	if (m->__list.__prev)
		m->__list.__prev->__next = m->__list.__next;
	else
		self->shim.robust = m->__list.__next;
	if (m->__list.__next)
		m->__list.__next->__prev = m->__list.__prev;
	m->__list.__prev = m->__list.__next = NULL;
}

void mutex_owner_died(struct co *self) {
	while (self->shim.robust) {
		mutex_t *m = container_of((__pthread_list_t *)self->shim.robust, mutex_t, __list);
		unlink_robust(m);
		m->__owner = OWNER_INCONSISTENT;
		m->__count = 0;
		m->__nusers--;
		drop(m);
	}
}

/* Having just got a robust mutex: what its last owner left. */
static int taken_robust(mutex_t *m, int self) {
	if (m->__owner == OWNER_NOT_RECOVERABLE) {
		drop(m);
		return ENOTRECOVERABLE;
	}
	int error = m->__owner == OWNER_INCONSISTENT ? EOWNERDEAD : 0;
	m->__count = 1;
	link_robust(m);
	m->__nusers++;
	/* It stays inconsistent, in __spins, until pthread_mutex_consistent. */
	m->__spins = error != 0;
	m->__owner = self;
	return error;
}

/* ---- types ---- */

/* deadline_ns 0: only try. */
static int lock_typed(mutex_t *m, int64_t deadline_ns) {
	int kind = m->__kind, type = kind & KIND_TYPE, self = sync_self();
	bool held = load_relaxed(&m->__owner) == self;

	if (held && type == PTHREAD_MUTEX_RECURSIVE) {
		if (m->__count == UINT_MAX)
			return EAGAIN;
		m->__count++;
		return 0;
	}
	if (held && (type == PTHREAD_MUTEX_ERRORCHECK) && deadline_ns != 0)
		return EDEADLK;
	if (deadline_ns == 0) {
		int free = free_word(m);
		if (!cas_acquire(&m->__lock, free, free + 1))
			return EBUSY;
	} else {
		int error = take(m, deadline_ns);
		if (error)
			return error;
	}
	if (kind & KIND_ROBUST)
		return taken_robust(m, self);
	m->__count = 1;
	own(m, self);
	return 0;
}

static int unlock_typed(mutex_t *m) {
	int kind = m->__kind, type = kind & KIND_TYPE;
	if (type == PTHREAD_MUTEX_RECURSIVE || type == PTHREAD_MUTEX_ERRORCHECK ||
	    (kind & KIND_ROBUST)) {
		if (load_relaxed(&m->__owner) != sync_self())
			return EPERM;
		if (type == PTHREAD_MUTEX_RECURSIVE && --m->__count > 0)
			return 0;
	}
	if (kind & KIND_ROBUST) {
		unlink_robust(m);
		m->__nusers--;
		m->__owner = m->__spins ? OWNER_NOT_RECOVERABLE : 0;
	} else {
		disown(m);
	}
	drop(m);
	return 0;
}

static inline bool is_plain(const mutex_t *m) {
	int kind = m->__kind & (KIND_PLAIN_MASK | KIND_SHARED);
	return kind == PTHREAD_MUTEX_TIMED_NP || kind == PTHREAD_MUTEX_ADAPTIVE_NP;
}

static bool is_shared(const mutex_t *m) {
	return m->__kind & KIND_SHARED;
}

int mutex_lock(pthread_mutex_t *mutex, int64_t deadline_ns) {
	mutex_t *m = &mutex->__data;
	if (likely(is_plain(m))) {
		int error = take(m, deadline_ns);
		if (likely(!error))
			own(m, sync_self());
		return error;
	}
	return lock_typed(m, deadline_ns);
}

int mutex_unlock(pthread_mutex_t *mutex) {
	mutex_t *m = &mutex->__data;
	if (likely(is_plain(m))) {
		disown(m);
		drop(m);
		return 0;
	}
	if (unlikely(is_shared(m)))
		return owned_is(mutex) ? owned_unlock(mutex) : real.pthread_mutex_unlock(mutex);
	return unlock_typed(m);
}

int mutex_check_owner(const pthread_mutex_t *mutex) {
	const mutex_t *m = &mutex->__data;
	int type = m->__kind & KIND_TYPE, owner = load_relaxed(&m->__owner);
	if (owned_is(mutex))
		return owned_check(mutex);
	bool checks = type == PTHREAD_MUTEX_RECURSIVE || type == PTHREAD_MUTEX_ERRORCHECK ||
		      (m->__kind & KIND_ROBUST);
	return checks && owner != sync_self() ? EPERM : 0;
}

/* ---- the calls; what most of them come to is in front, and needs no stack ---- */

int shim_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attr) {
	int error = real.pthread_mutex_init(mutex, attr);
	int shared = PTHREAD_PROCESS_PRIVATE;
	if (!error && attr)
		pthread_mutexattr_getpshared(attr, &shared);
	/* glibc marks every robust mutex as shared. */
	if (!error && shared == PTHREAD_PROCESS_PRIVATE)
		mutex->__data.__kind &= ~KIND_SHARED;
	return error;
}

static int lock_owned(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *at) {
	(void)clock;
	(void)at;
	return real.pthread_mutex_lock(mutex);
}

static int try_owned(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *at) {
	(void)clock;
	(void)at;
	return real.pthread_mutex_trylock(mutex);
}

static __attribute__((noinline)) int lock_slowly(pthread_mutex_t *mutex) {
	if (!is_shared(&mutex->__data))
		return mutex_lock(mutex, FOREVER_NS);
	if (owned_is(mutex))
		return owned_lock(lock_owned, mutex, 0, NULL);
	int error = real.pthread_mutex_trylock(mutex);
	return error == EBUSY ? BLOCKING_CALL(pthread_mutex_lock, real.pthread_mutex_lock(mutex))
			      : error;
}

int shim_pthread_mutex_lock(pthread_mutex_t *mutex) {
	mutex_t *m = &mutex->__data;
	if (unlikely(!is_plain(m)) || unlikely(!cas_acquire(&m->__lock, 0, 1)))
		return lock_slowly(mutex);
	own(m, sync_self());
	return 0;
}

int shim_pthread_mutex_trylock(pthread_mutex_t *mutex) {
	mutex_t *m = &mutex->__data;
	if (is_shared(m))
		return owned_is(mutex) ? owned_lock(try_owned, mutex, 0, NULL)
				       : real.pthread_mutex_trylock(mutex);
	return lock_typed(m, 0);
}

int shim_pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *at) {
	int64_t deadline_ns;
	if (owned_is(mutex))
		return owned_lock(real.pthread_mutex_clocklock, mutex, clock, at);
	if (is_shared(&mutex->__data))
		return BLOCKING_CALL(pthread_mutex_clocklock,
				     real.pthread_mutex_clocklock(mutex, clock, at));
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	/* A lock that is free is got whatever the time says. */
	int error = lock_typed(&mutex->__data, 0);
	if (error != EBUSY)
		return error;
	error = deadline_at(clock, at, &deadline_ns);
	return error ? error : lock_typed(&mutex->__data, deadline_ns ? deadline_ns : 1);
}

int shim_pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *at) {
	return shim_pthread_mutex_clocklock(mutex, CLOCK_REALTIME, at);
}

/* To who waits for it. */
static __attribute__((noinline)) int hand_on(mutex_t *m) {
	lot_hand(m, release, m);
	return sync_released();
}

static __attribute__((noinline)) int unlock_slowly(pthread_mutex_t *mutex) {
	int error = mutex_unlock(mutex);
	sync_released();
	return error;
}

int shim_pthread_mutex_unlock(pthread_mutex_t *mutex) {
	mutex_t *m = &mutex->__data;
	if (unlikely(!is_plain(m)))
		return unlock_slowly(mutex);
	disown(m);
	if (unlikely(!cas_release(&m->__lock, 1, 0)))
		return hand_on(m);
	return sync_released();
}

int shim_pthread_mutex_consistent(pthread_mutex_t *mutex) {
	mutex_t *m = &mutex->__data;
	if (is_shared(m)) {
		int token = owned_begin(mutex);
		int error = real.pthread_mutex_consistent(mutex);
		owned_end(token);
		return error;
	}
	if (!(m->__kind & KIND_ROBUST) || m->__owner != sync_self() || !m->__spins)
		return EINVAL;
	m->__spins = 0;
	return 0;
}
