/* semaphore.c - eg_sem: so many may pass; what is given back goes to the first who waits. */
#include "runtime/semaphore.h"

#include "runtime/api.h"

EXPORT int eg_sem_acquire(eg_sem *sem, eg_deadline deadline) {
	struct semaphore *s = semaphore_of(sem);
	for (bool again = false;; again = true) {
		struct entry e = entry_begin(&s->guard, "eg_sem_acquire", s);
		bool passed = semaphore_try(s);
		if (passed || deadline.ns == EG_NOW.ns) {
			entry_drop(&s->guard, e);
			return api_leave(e.self, passed ? 0 : -EAGAIN);
		}
		int error = wait_in(&e, &s->guard, &s->waiters, NULL, deadline.ns, again);
		if (error != -EINTR)
			return api_leave(e.self, error);
		gate_leave(e.self);
	}
}

EXPORT int eg_sem_release(eg_sem *sem) {
	struct semaphore *s = semaphore_of(sem);
	struct entry e = entry_begin(&s->guard, "eg_sem_release", s);
	int error = 0;
	struct wait_place *first = wait_claim_first(&s->waiters);
	if (first)
		wait_finish(first, 0);
	else if (s->value >= (s->most ? s->most : UINTPTR_MAX))
		error = -EOVERFLOW;
	else
		set_count(&s->value, s->value + 1);
	entry_drop(&s->guard, e);
	return api_leave(e.self, error);
}

EXPORT size_t eg_sem_value(const eg_sem *sem) {
	return __atomic_load_n(&semaphore_of(sem)->value, __ATOMIC_RELAXED);
}

EXPORT void eg_sem_destroy(eg_sem *sem) {
	wait_destroy(&semaphore_of(sem)->guard, &semaphore_of(sem)->waiters);
}
