/* pthread_mutex_clocklock is pthread_mutex_timedlock with a clock, CLOCK_REALTIME or
 * CLOCK_MONOTONIC. */
#include "tests/test.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int fds[2];

static void *waiter(void *arg) {
	int64_t start = now_ms();
	struct timespec at = in_ms(CLOCK_MONOTONIC, 50);
	EXPECT_EQ(pthread_mutex_clocklock(&mutex, CLOCK_MONOTONIC, &at), ETIMEDOUT);
	EXPECT(now_ms() - start >= 49);
	at = in_ms(CLOCK_REALTIME, 20);
	EXPECT_EQ(pthread_mutex_clocklock(&mutex, CLOCK_REALTIME, &at), ETIMEDOUT);
	at = in_ms(CLOCK_MONOTONIC, 1000);
	EXPECT_EQ(pthread_mutex_clocklock(&mutex, CLOCK_PROCESS_CPUTIME_ID, &at), EINVAL);
	tell(fds[1]);
	at = in_ms(CLOCK_MONOTONIC, 30000);
	EXPECT_EQ(pthread_mutex_clocklock(&mutex, CLOCK_MONOTONIC, &at), 0);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	pthread_t id = start_thread(waiter, NULL);
	hear(fds[0]);
	linger();
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	join_thread(id);
	return test_end();
}
