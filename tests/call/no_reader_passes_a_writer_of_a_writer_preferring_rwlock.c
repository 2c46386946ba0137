/* PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP: readers wait while a writer waits -
 * pthread_rwlockattr_setkind_np(3). When that writer gives up, they are let in. */
#include "tests/test.h"

static pthread_rwlock_t lock;
static _Atomic int reading;

static void *writer(void *arg) {
	struct timespec at = in_ms(CLOCK_REALTIME, 300);
	EXPECT_EQ(pthread_rwlock_timedwrlock(&lock, &at), ETIMEDOUT);
	return arg;
}

static void *reader(void *arg) {
	EXPECT_EQ(pthread_rwlock_rdlock(&lock), 0);
	reading = 1;
	EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	return arg;
}

int main(void) {
	pthread_rwlockattr_t attr;
	int error;
	EXPECT_EQ(pthread_rwlockattr_init(&attr), 0);
	pthread_rwlockattr_setkind_np(&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
	EXPECT_EQ(pthread_rwlock_init(&lock, &attr), 0);
	EXPECT_EQ(pthread_rwlock_rdlock(&lock), 0);
	pthread_t writing = start_thread(writer, NULL);
	int64_t start = now_ms();
	while ((error = pthread_rwlock_tryrdlock(&lock)) == 0) { /* until the writer waits */
		EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
		EXPECT(now_ms() - start < 20000);
		sched_yield();
	}
	EXPECT_EQ(error, EBUSY);
	pthread_t id = start_thread(reader, NULL);
	join_thread(writing);
	join_thread(id); /* though we still hold it for reading */
	EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	EXPECT_EQ(pthread_rwlock_wrlock(&lock), 0);
	return test_end();
}
