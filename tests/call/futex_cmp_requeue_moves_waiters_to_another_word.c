/* "wakes up a maximum of val waiters that are waiting on the futex at uaddr. If there are more than
 * val waiters, then the remaining waiters are removed from the wait queue of the source futex at
 * uaddr and added to the wait queue of the target futex at uaddr2", at most val2; EAGAIN where
 * *uaddr is not val3. "Returns the total number of waiters that were woken up or requeued" -
 * futex(2). FUTEX_REQUEUE compares nothing. */
#include "tests/test.h"
#include <limits.h>

enum { N = 6 };
static unsigned from = 5, to = 6;
static _Atomic int returned;

static void *waiter(void *arg) {
	struct timespec hour = { .tv_sec = 3600 };
	EXPECT_EQ(futex(&from, FUTEX_WAIT_PRIVATE, 5, arg ? &hour : NULL), 0);
	returned++;
	return NULL;
}

static void check(int op) {
	pthread_t threads[N];
	returned = 0;
	for (int i = 0; i < N; i++)
		threads[i] = start_thread(waiter, i % 2 ? &from : NULL);
	if (op == FUTEX_CMP_REQUEUE_PRIVATE)
		EXPECT_ERRNO(futex(&from, op, 1, 1, &to, 4), EAGAIN);
	for (int moved = 0; moved < 4; usleep(100)) {
		long n = futex(&from, op, 0, 4 - moved, &to, 5);
		EXPECT(n >= 0 && n <= 4 - moved);
		moved += n;
	}
	linger();
	EXPECT_EQ(returned, 0);
	EXPECT_EQ(futex(&to, op, 1, 2, &from, 6), 3); /* one wakes, two go back */
	for (int woken = 0; woken < 4; usleep(100))
		woken += futex(&from, FUTEX_WAKE_PRIVATE, INT_MAX);
	while (returned < 5)
		usleep(100);
	EXPECT_EQ(futex(&to, FUTEX_WAKE_PRIVATE, INT_MAX), 1);
	for (int i = 0; i < N; i++)
		join_thread(threads[i]);
	EXPECT_EQ(returned, N);
}

int main(void) {
	check(FUTEX_CMP_REQUEUE_PRIVATE);
	check(FUTEX_REQUEUE_PRIVATE);
	return test_end();
}
