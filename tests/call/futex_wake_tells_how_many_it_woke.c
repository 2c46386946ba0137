/* FUTEX_WAKE "wakes at most val of the waiters that are waiting ... on the futex word"; "Returns
 * the number of waiters that were woken up." - futex(2) */
#include "tests/test.h"
#include <limits.h>

enum { N = 10 };
static unsigned word;
static _Atomic int returned;

static void *waiter(void *arg) {
	EXPECT_EQ(futex(&word, FUTEX_WAIT_PRIVATE, 0, arg), 0);
	returned++;
	return NULL;
}

static void wake(int most, int expected) {
	static int woken;
	int now = 0;
	while (now < expected) {
		long n = futex(&word, FUTEX_WAKE_PRIVATE, most - now);
		EXPECT(n >= 0 && n <= most - now);
		now += n;
		usleep(100); /* they may not wait yet */
	}
	woken += now;
	while (returned < woken)
		usleep(100);
	EXPECT_EQ(returned, woken);
}

int main(void) {
	pthread_t threads[N];
	struct timespec hour = { .tv_sec = 3600 };
	for (int i = 0; i < N; i++)
		threads[i] = start_thread(waiter, i % 2 ? &hour : NULL);
	wake(1, 1);
	wake(3, 3);
	linger();
	EXPECT_EQ(returned, 4);
	wake(INT_MAX, N - 4);
	for (int i = 0; i < N; i++)
		join_thread(threads[i]);
	EXPECT_EQ(futex(&word, FUTEX_WAKE_PRIVATE, INT_MAX), 0);
	return test_end();
}
