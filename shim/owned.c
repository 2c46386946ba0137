/* owned.c - mutexes whose owner the kernel has to know: those that processes share and that are robust,
 * or whose owner inherits priorities. Their word has the id of a kernel thread; the kernel looks at it
 * when that thread dies, or when others wait.
 *
 * So whoever locks one leaves the hub for a carrier, and stays there, as a kernel thread among others,
 * until it holds none any more: with the gate closed, so that its calls go straight to the kernel. libc
 * is told the carrier's id for the time of the call, and the kernel is told of the robust list in the
 * coroutine's TCB. */
#include "shim/owned.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdint.h>

#include "runtime/co.h"
#include "runtime/monitor.h"
#include "runtime/sys.h"
#include "runtime/tcb.h"
#include "shim/calls.h"
#include "shim/real.h"

enum { KIND_ROBUST = 16, KIND_INHERIT = 32, KIND_SHARED = 128 }; /* glibc's __kind */

bool owned_is(const pthread_mutex_t *mutex) {
	int kind = mutex->__data.__kind;
	return (kind & KIND_SHARED) && (kind & (KIND_ROBUST | KIND_INHERIT));
}

/* ---- staying on a carrier ---- */

static void pin(struct co *self) {
	if (self->shim.pins++ > 0)
		return;
	/* Whoever is inside the gate is on a carrier already. In a forked child there may be nobody yet
	 * who makes them. */
	struct co *entered = monitor_start() == 0 ? gate_enter() : NULL;
	self->shim.pinned = entered != NULL;
	if (entered)
		co_blocking_begin(self);
	size_t size;
	self->shim.pin_tid = (int)sys(SYS_gettid);
	sys(SYS_get_robust_list, 0, &self->shim.carriers_robust, &size);
	sys(SYS_set_robust_list, tcb_robust_list(self->context.thread_pointer), size);
}

static void unpin(struct co *self) {
	if (--self->shim.pins > 0)
		return;
	sys(SYS_set_robust_list, self->shim.carriers_robust, sizeof(struct robust_list_head));
	if (!self->shim.pinned)
		return;
	co_blocking_end(self);
	gate_leave(self);
}

/* libc takes the caller for the carrier. Returns who it was. */
static int begin(struct co *self) {
	return tcb_set_tid(self->context.thread_pointer, self->shim.pin_tid);
}

static void end(struct co *self, int tid) {
	tcb_set_tid(self->context.thread_pointer, tid);
}

/* The main thread may have locked it before it was a coroutine, and then as itself. */
static bool holds_pinned(const struct co *self, const pthread_mutex_t *mutex) {
	int word = __atomic_load_n(&mutex->__data.__lock, __ATOMIC_RELAXED);
	return self && self->shim.pins > 0 && (word & (int)FUTEX_TID_MASK) == self->shim.pin_tid;
}

int owned_check(const pthread_mutex_t *mutex) {
	int word = __atomic_load_n(&mutex->__data.__lock, __ATOMIC_RELAXED);
	return holds_pinned(co_self(), mutex) || (word & (int)FUTEX_TID_MASK) == (int)sys(SYS_gettid)
		       ? 0
		       : EPERM;
}

/* ---- the calls ---- */

int owned_lock(owned_lock_fn *lock, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *at) {
	struct co *self = co_self();
	if (!self)
		return lock(mutex, clock, at);
	pin(self);
	int tid = begin(self);
	int error = lock(mutex, clock, at);
	end(self, tid);
	if (error && error != EOWNERDEAD)
		unpin(self);
	return error;
}

int owned_unlock(pthread_mutex_t *mutex) {
	struct co *self = co_self();
	if (!holds_pinned(self, mutex))
		return real.pthread_mutex_unlock(mutex);
	int tid = begin(self);
	int error = real.pthread_mutex_unlock(mutex);
	end(self, tid);
	if (!error)
		unpin(self);
	return error;
}

int owned_begin(const pthread_mutex_t *mutex) {
	struct co *self = co_self();
	if (!owned_is(mutex) || !holds_pinned(self, mutex))
		return 0;
	self->shim.pins++;
	return begin(self);
}

void owned_end(int token) {
	struct co *self = co_self();
	if (!token)
		return;
	end(self, token);
	self->shim.pins--;
}

/* ---- the end of a thread: what the kernel does at that of a kernel thread ---- */

static void owner_died(struct co *self, int *word) {
	int was = __atomic_load_n(word, __ATOMIC_RELAXED), now;
	do {
		if ((was & (int)FUTEX_TID_MASK) != self->shim.pin_tid)
			return;
		now = (int)((unsigned)was & FUTEX_WAITERS) | (int)FUTEX_OWNER_DIED;
	} while (!__atomic_compare_exchange_n(word, &was, now, false, __ATOMIC_SEQ_CST,
					      __ATOMIC_RELAXED));
	if ((unsigned)was & FUTEX_WAITERS)
		sys(SYS_futex, word, FUTEX_WAKE, 1, 0, 0, 0);
}

void owned_ending(struct co *self) {
	enum { IS_INHERITING = 1 }; /* in the pointers of the list */
	struct robust_list_head *head = tcb_robust_list(self->context.thread_pointer);
	struct robust_list *at = head->list.next;
	while (at != &head->list) {
		uintptr_t here = (uintptr_t)at & ~(uintptr_t)IS_INHERITING;
		at = ((struct robust_list *)here)->next;
		owner_died(self, (int *)(here + (uintptr_t)head->futex_offset));
	}
	head->list.next = &head->list;
	self->shim.pins = 1;
	unpin(self);
}

/* The child holds none, and its thread is no carrier. */
void owned_forked(struct co *self) {
	if (!self || !self->shim.pins)
		return;
	self->shim.pins = 0;
	if (self->shim.pinned)
		atomic_store(&self->gate, GATE_OUTSIDE);
}
