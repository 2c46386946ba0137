/* A waiter that FUTEX_CMP_REQUEUE moved keeps its timeout, and is no longer there to be woken after
 * it - futex(2) */
#include "tests/test.h"
#include <limits.h>

static unsigned from, to;

static void *waiter(void *arg) {
	struct timespec at = in_ms(CLOCK_MONOTONIC, 200);
	EXPECT_ERRNO(futex(&from, FUTEX_WAIT_BITSET_PRIVATE, 0, &at, NULL, ~0u), ETIMEDOUT);
	return arg;
}

int main(void) {
	int64_t start = now_ms();
	pthread_t id = start_thread(waiter, NULL);
	while (futex(&from, FUTEX_CMP_REQUEUE_PRIVATE, 0, 1, &to, 0) == 0) {
		if (now_ms() - start > 150)
			break; /* a slow machine: it timed out before */
		usleep(100);
	}
	join_thread(id);
	EXPECT(now_ms() - start >= 199);
	EXPECT_EQ(futex(&to, FUTEX_WAKE_PRIVATE, INT_MAX), 0);
	EXPECT_EQ(futex(&from, FUTEX_WAKE_PRIVATE, INT_MAX), 0);
	return test_end();
}
