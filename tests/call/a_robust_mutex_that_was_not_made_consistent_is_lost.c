/* "If the next owner unlocks the mutex using pthread_mutex_unlock(3) before making it consistent,
 * the mutex will be permanently unusable and any subsequent attempts to lock it using
 * pthread_mutex_lock(3) will fail with the error ENOTRECOVERABLE. The only permitted operation
 * on such a mutex is pthread_mutex_destroy(3)." - pthread_mutexattr_setrobust(3) */
#include "tests/test.h"

static pthread_mutex_t mutex;

static void *dies(void *arg) {
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	return arg;
}

static void *too_late(void *arg) {
	struct timespec at = in_ms(CLOCK_REALTIME, 30000);
	EXPECT_EQ(pthread_mutex_lock(&mutex), ENOTRECOVERABLE);
	EXPECT_EQ(pthread_mutex_timedlock(&mutex, &at), ENOTRECOVERABLE);
	EXPECT_EQ(pthread_mutex_consistent(&mutex), EINVAL);
	return arg;
}

int main(void) {
	pthread_mutexattr_t attr;
	EXPECT_EQ(pthread_mutexattr_init(&attr), 0);
	EXPECT_EQ(pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST), 0);
	EXPECT_EQ(pthread_mutex_init(&mutex, &attr), 0);
	join_thread(start_thread(dies, NULL));
	EXPECT_EQ(pthread_mutex_lock(&mutex), EOWNERDEAD);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	too_late(NULL);
	join_thread(start_thread(too_late, NULL));
	EXPECT_EQ(pthread_mutex_destroy(&mutex), 0);
	EXPECT_EQ(pthread_mutex_init(&mutex, &attr), 0);
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	return test_end();
}
