/* lock.c - the contended half of lock.h. */
#include "runtime/lock.h"

#include <linux/futex.h>

#include "runtime/sys.h"

void lock_wait(struct lock *l) {
	for (int spin = 0; spin < 100; spin++) {
		int free = 0;
		if (atomic_load_explicit(&l->word, memory_order_relaxed) == 0 &&
		    atomic_compare_exchange_weak_explicit(&l->word, &free, 1, memory_order_acquire,
							  memory_order_relaxed))
			return;
		__asm__ volatile("" ::: "memory");
	}
	while (atomic_exchange_explicit(&l->word, 2, memory_order_acquire) != 0)
		sys(SYS_futex, &l->word, FUTEX_WAIT_PRIVATE, 2, 0, 0, 0);
}

void lock_wake(struct lock *l) {
	sys(SYS_futex, &l->word, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
}
