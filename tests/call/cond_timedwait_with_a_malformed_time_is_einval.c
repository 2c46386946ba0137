/* "EINVAL The abstime argument specified a nanosecond value less than zero or greater than or equal
 * to 1000 million." - pthread_cond_timedwait(3p). The mutex stays locked. */
#include "tests/test.h"

static pthread_mutex_t mutex = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;

static void *thread(void *arg) {
	struct timespec at = in_ms(CLOCK_REALTIME, 1000);
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	at.tv_nsec = 1000000000;
	EXPECT_EQ(pthread_cond_timedwait(&cond, &mutex, &at), EINVAL);
	at.tv_nsec = -1;
	EXPECT_EQ(pthread_cond_timedwait(&cond, &mutex, &at), EINVAL);
	EXPECT_EQ(pthread_mutex_lock(&mutex), EDEADLK);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	return arg;
}

int main(void) {
	join_thread(start_thread(thread, NULL));
	return test_end();
}
