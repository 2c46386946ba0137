/* "ETIMEDOUT The time specified by abstime to pthread_cond_timedwait() has passed." The clock is
 * that of pthread_condattr_setclock, by default CLOCK_REALTIME; when it returns, the mutex is
 * locked again. */
#include "tests/test.h"

static pthread_mutex_t mutex = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_cond_t cond;

static void check(clockid_t clock, int timeout_ms) {
	int error;
	int64_t start = now_ms();
	struct timespec at = in_ms(clock, timeout_ms);
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	do
		error = pthread_cond_timedwait(&cond, &mutex, &at);
	while (error == 0);
	EXPECT_EQ(error, ETIMEDOUT);
	EXPECT(now_ms() - start >= timeout_ms - 1);
	EXPECT_EQ(pthread_mutex_lock(&mutex), EDEADLK);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
}

static void *thread(void *arg) {
	pthread_condattr_t attr;
	check(CLOCK_REALTIME, 50);
	check(CLOCK_REALTIME, 0);
	check(CLOCK_REALTIME, -1000000);
	EXPECT_EQ(pthread_condattr_init(&attr), 0);
	EXPECT_EQ(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC), 0);
	EXPECT_EQ(pthread_cond_init(&cond, &attr), 0);
	check(CLOCK_MONOTONIC, 50);
	check(CLOCK_MONOTONIC, 0);
	EXPECT_EQ(pthread_cond_destroy(&cond), 0);
	return arg;
}

int main(void) {
	EXPECT_EQ(pthread_cond_init(&cond, NULL), 0);
	join_thread(start_thread(thread, NULL));
	EXPECT_EQ(pthread_cond_init(&cond, NULL), 0);
	thread(NULL);
	return test_end();
}
