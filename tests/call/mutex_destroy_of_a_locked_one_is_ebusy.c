/* "EBUSY ... the implementation has detected an attempt to destroy the object referenced by mutex
 * while it is locked or referenced" - pthread_mutex_destroy(3p), as glibc does. */
#include "tests/test.h"

static pthread_mutex_t mutex;

static void *locks(void *arg) {
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	return arg;
}

static void *unlocks(void *arg) {
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	return arg;
}

int main(void) {
	static const int types[] = { PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ADAPTIVE_NP,
				     PTHREAD_MUTEX_ERRORCHECK, PTHREAD_MUTEX_RECURSIVE };
	pthread_mutexattr_t attr;
	EXPECT_EQ(pthread_mutexattr_init(&attr), 0);
	for (int i = 0; i < 4; i++) {
		EXPECT_EQ(pthread_mutexattr_settype(&attr, types[i]), 0);
		EXPECT_EQ(pthread_mutex_init(&mutex, &attr), 0);
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		EXPECT_EQ(pthread_mutex_destroy(&mutex), EBUSY);
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
		EXPECT_EQ(pthread_mutex_destroy(&mutex), 0);
	}
	EXPECT_EQ(pthread_mutex_init(&mutex, NULL), 0);
	join_thread(start_thread(locks, NULL));
	EXPECT_EQ(pthread_mutex_destroy(&mutex), EBUSY);
	join_thread(start_thread(unlocks, NULL));
	EXPECT_EQ(pthread_mutex_destroy(&mutex), 0);
	return test_end();
}
