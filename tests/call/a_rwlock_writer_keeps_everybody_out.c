/* "The calling thread shall acquire the write lock if no thread (reader or writer) holds the
 * read-write lock": EBUSY for the try functions, ETIMEDOUT for the timed ones. */
#include "tests/test.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int fds[2];
static _Atomic int written;

static void *other(void *arg) {
	int64_t start = now_ms();
	struct timespec at = in_ms(CLOCK_REALTIME, 30);
	EXPECT_EQ(pthread_rwlock_tryrdlock(&lock), EBUSY);
	EXPECT_EQ(pthread_rwlock_trywrlock(&lock), EBUSY);
	EXPECT_EQ(pthread_rwlock_timedrdlock(&lock, &at), ETIMEDOUT);
	EXPECT(now_ms() - start >= 29);
	EXPECT_EQ(pthread_rwlock_timedwrlock(&lock, &at), ETIMEDOUT);
	tell(fds[1]);
	EXPECT_EQ(arg ? pthread_rwlock_wrlock(&lock) : pthread_rwlock_rdlock(&lock), 0);
	EXPECT_EQ(written, 1);
	EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pthread_rwlock_wrlock(&lock), 0);
	pthread_t reader = start_thread(other, NULL), writer = start_thread(other, fds);
	hear(fds[0]);
	hear(fds[0]);
	linger();
	written = 1;
	EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	join_thread(reader);
	join_thread(writer);
	EXPECT_EQ(pthread_rwlock_destroy(&lock), 0);
	return test_end();
}
