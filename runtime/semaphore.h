/* semaphore.h - the inside of eg_sem, for those who wait for several things at once. */
#ifndef RUNTIME_SEMAPHORE_H
#define RUNTIME_SEMAPHORE_H

#include "runtime/evergreen.h"
#include "runtime/wait.h"

struct semaphore {
	uintptr_t value, most; /* EG_SEM_INIT; most 0: no limit */
	struct guard guard;
	struct wait_queue waiters; /* whoever is claimed has passed */
};

static inline struct semaphore *semaphore_of(const eg_sem *sem) {
	_Static_assert(sizeof(struct semaphore) <= sizeof(eg_sem), "evergreen.h has room for it");
	return (struct semaphore *)(uintptr_t)sem;
}

/* Pass, if that can be at once. In the guard. */
static inline bool semaphore_try(struct semaphore *s) {
	if (!s->value)
		return false;
	set_count(&s->value, s->value - 1);
	return true;
}

#endif
