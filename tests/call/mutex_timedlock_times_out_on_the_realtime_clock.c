/* "ETIMEDOUT The mutex could not be locked before the specified timeout expired." "EINVAL ... the
 * abs_timeout parameter specified a nanoseconds field value less than zero or greater than or
 * equal to 1000 million." "Under no circumstance shall the function fail with a timeout if the
 * mutex can be locked immediately. The validity of the abs_timeout parameter need not be
 * checked" then. */
#include "tests/test.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *waiter(void *arg) {
	int64_t start = now_ms();
	struct timespec at = in_ms(CLOCK_REALTIME, 50);
	EXPECT_EQ(pthread_mutex_timedlock(&mutex, &at), ETIMEDOUT);
	EXPECT(now_ms() - start >= 49);
	EXPECT_EQ(pthread_mutex_timedlock(&mutex, &at), ETIMEDOUT);
	at.tv_sec = -1;
	EXPECT_EQ(pthread_mutex_timedlock(&mutex, &at), ETIMEDOUT);
	at = (struct timespec){ .tv_sec = 1, .tv_nsec = 1000000000 };
	EXPECT_EQ(pthread_mutex_timedlock(&mutex, &at), EINVAL);
	at.tv_nsec = -1;
	EXPECT_EQ(pthread_mutex_timedlock(&mutex, &at), EINVAL);
	return arg;
}

int main(void) {
	struct timespec past = { 0, 0 }, malformed = { 0, -1 };
	EXPECT_EQ(pthread_mutex_timedlock(&mutex, &past), 0);
	waiter(NULL); /* the owner itself is no exception */
	join_thread(start_thread(waiter, NULL));
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	EXPECT_EQ(pthread_mutex_timedlock(&mutex, &malformed), 0);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	return test_end();
}
