/* PTHREAD_RWLOCK_PREFER_READER_NP "is the default. A thread may hold multiple read locks; that is,
 * read locks are recursive": also while a writer waits - pthread_rwlockattr_setkind_np(3) */
#include "tests/test.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static _Atomic int ended;

static void *writer(void *arg) {
	struct timespec at = in_ms(CLOCK_REALTIME, 50);
	EXPECT_EQ(pthread_rwlock_timedwrlock(&lock, &at), ETIMEDOUT);
	ended = 1;
	return arg;
}

int main(void) {
	EXPECT_EQ(pthread_rwlock_rdlock(&lock), 0);
	pthread_t id = start_thread(writer, NULL);
	while (!ended) {
		EXPECT_EQ(pthread_rwlock_rdlock(&lock), 0);
		EXPECT_EQ(pthread_rwlock_tryrdlock(&lock), 0);
		EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
		EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
		usleep(100);
	}
	join_thread(id);
	EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	EXPECT_EQ(pthread_rwlock_trywrlock(&lock), 0);
	return test_end();
}
