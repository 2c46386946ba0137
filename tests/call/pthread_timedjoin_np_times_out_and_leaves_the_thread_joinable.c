/* "ETIMEDOUT The call timed out before thread terminated." - pthread_timedjoin_np(3) */
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
	struct timespec at = in_ms(CLOCK_REALTIME, 50);
	EXPECT_EQ(pthread_timedjoin_np(thread, &result, &at), ETIMEDOUT);
	EXPECT(now_ms() - start >= 49);
	EXPECT_EQ(pthread_timedjoin_np(thread, &result, &at), ETIMEDOUT); /* past */

	tell(fds[1]);
	at = in_ms(CLOCK_REALTIME, 30000);
	EXPECT_EQ(pthread_timedjoin_np(thread, &result, &at), 0);
	EXPECT(result == &x);

	tell(fds[1]);
	EXPECT_EQ(pthread_timedjoin_np(start_thread(waits, &x), &result, NULL), 0); /* forever */
	return test_end();
}
