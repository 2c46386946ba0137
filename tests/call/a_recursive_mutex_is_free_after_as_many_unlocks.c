/* PTHREAD_MUTEX_RECURSIVE: "Multiple locks of this mutex shall require the same number of unlocks
 * to release the mutex before another thread can acquire the mutex. A thread attempting to
 * unlock a mutex which another thread has locked shall return with an error." */
#include "tests/test.h"

static pthread_mutex_t mutex;
static _Atomic int held = 1;

static void *other(void *arg) {
	EXPECT_EQ(pthread_mutex_unlock(&mutex), EPERM);
	EXPECT_EQ(pthread_mutex_trylock(&mutex), EBUSY);
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	EXPECT_EQ(held, 0);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	return arg;
}

int main(void) {
	struct timespec at = in_ms(CLOCK_REALTIME, 30000);
	pthread_mutexattr_t attr;
	EXPECT_EQ(pthread_mutexattr_init(&attr), 0);
	EXPECT_EQ(pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE), 0);
	EXPECT_EQ(pthread_mutex_init(&mutex, &attr), 0);
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	EXPECT_EQ(pthread_mutex_trylock(&mutex), 0);
	EXPECT_EQ(pthread_mutex_timedlock(&mutex, &at), 0);
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	pthread_t id = start_thread(other, NULL);
	for (int i = 0; i < 3; i++) {
		linger();
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	}
	linger();
	held = 0;
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	join_thread(id);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), EPERM);
	return test_end();
}
