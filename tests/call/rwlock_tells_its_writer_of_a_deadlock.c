/* "EDEADLK The current thread already owns the read-write lock for writing" -
 * pthread_rwlock_rdlock(3p) and pthread_rwlock_wrlock(3p) */
#include "tests/test.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static void *thread(void *arg) {
	struct timespec at = in_ms(CLOCK_REALTIME, 30000);
	EXPECT_EQ(pthread_rwlock_wrlock(&lock), 0);
	EXPECT_EQ(pthread_rwlock_wrlock(&lock), EDEADLK);
	EXPECT_EQ(pthread_rwlock_rdlock(&lock), EDEADLK);
	EXPECT_EQ(pthread_rwlock_timedwrlock(&lock, &at), EDEADLK);
	EXPECT_EQ(pthread_rwlock_timedrdlock(&lock, &at), EDEADLK);
	EXPECT_EQ(pthread_rwlock_trywrlock(&lock), EBUSY);
	EXPECT_EQ(pthread_rwlock_tryrdlock(&lock), EBUSY);
	EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	EXPECT_EQ(pthread_rwlock_rdlock(&lock), 0);
	EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	return arg;
}

int main(void) {
	for (int i = 0; i < 3; i++)
		join_thread(start_thread(thread, NULL));
	thread(NULL);
	return test_end();
}
