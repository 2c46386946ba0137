/* PTHREAD_MUTEX_ERRORCHECK: "A thread attempting to relock this mutex without first unlocking it
 * shall return with an error. A thread attempting to unlock a mutex which another thread has
 * locked shall return with an error. A thread attempting to unlock an unlocked mutex shall
 * return with an error." */
#include "tests/test.h"

static pthread_mutex_t mutex;

static void *other(void *arg) {
	EXPECT_EQ(pthread_mutex_unlock(&mutex), EPERM);
	EXPECT_EQ(pthread_mutex_trylock(&mutex), EBUSY);
	return arg;
}

int main(void) {
	pthread_mutexattr_t attr;
	struct timespec at = in_ms(CLOCK_REALTIME, 30000);
	EXPECT_EQ(pthread_mutexattr_init(&attr), 0);
	EXPECT_EQ(pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK), 0);
	EXPECT_EQ(pthread_mutex_init(&mutex, &attr), 0);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), EPERM);
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	EXPECT_EQ(pthread_mutex_lock(&mutex), EDEADLK);
	EXPECT_EQ(pthread_mutex_timedlock(&mutex, &at), EDEADLK);
	EXPECT_EQ(pthread_mutex_trylock(&mutex), EBUSY);
	join_thread(start_thread(other, NULL));
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), EPERM);
	EXPECT_EQ(pthread_mutex_destroy(&mutex), 0);
	return test_end();
}
