/* native.c - see native.h. */
#include "runtime/native.h"

#include <errno.h>
#include <linux/futex.h>

#include "runtime/co.h"
#include "runtime/sys.h"

enum { WAITS, CLAIMED, WOKEN, GAVE_UP };

static bool claim(struct native *n, unsigned as) {
	unsigned waits = WAITS;
	return atomic_compare_exchange_strong(&n->state, &waits, as);
}

bool native_claim(struct native *n) {
	return claim(n, CLAIMED);
}

void native_wake(struct native *n) {
	atomic_store(&n->state, WOKEN); /* from here on it may be gone: waking nobody is no harm */
	sys(SYS_futex, &n->state, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
}

int native_wait(struct native *n, int64_t deadline_ns) {
	struct timespec due = { .tv_sec = deadline_ns / 1000000000,
				.tv_nsec = deadline_ns % 1000000000 };
	while (atomic_load(&n->state) != WOKEN) {
		long error = sys(SYS_futex, &n->state, FUTEX_WAIT_BITSET_PRIVATE, WAITS,
				 deadline_ns == FOREVER_NS ? NULL : &due, 0, FUTEX_BITSET_MATCH_ANY);
		if ((error == -ETIMEDOUT || error == -EINTR) && claim(n, GAVE_UP))
			return (int)error;
	}
	return 0;
}
