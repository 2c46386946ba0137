/* pthread_clockjoin_np is as pthread_timedjoin_np "but uses the clock specified by clockid":
 * monotonic times out by that clock, and a clock that cannot be waited on is EINVAL - glibc's
 * manual. */
#include "tests/test.h"

static int fds[2];

static void *waits(void *arg) {
	hear(fds[0]);
	return arg;
}

int main(void) {
	void *result;
	int x;
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(waits, &x);

	int64_t start = now_ms();
	struct timespec at = in_ms(CLOCK_MONOTONIC, 50);
	EXPECT_EQ(pthread_clockjoin_np(thread, &result, CLOCK_MONOTONIC, &at), ETIMEDOUT);
	EXPECT(now_ms() - start >= 49);
	EXPECT_EQ(pthread_clockjoin_np(thread, &result, CLOCK_PROCESS_CPUTIME_ID, &at), EINVAL);

	tell(fds[1]);
	at = in_ms(CLOCK_MONOTONIC, 30000);
	EXPECT_EQ(pthread_clockjoin_np(thread, &result, CLOCK_MONOTONIC, &at), 0);
	EXPECT(result == &x);
	return test_end();
}
