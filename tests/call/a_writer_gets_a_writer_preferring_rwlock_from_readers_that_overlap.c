/* PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP avoids "writer starvation": there is always some
 * reader inside, and yet the writer gets in - pthread_rwlockattr_setkind_np(3) */
#include "tests/test.h"

enum { READERS = 4 };
static pthread_rwlock_t lock = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
static _Atomic int stop, reads;

static void *reader(void *arg) {
	while (!stop) {
		EXPECT_EQ(pthread_rwlock_rdlock(&lock), 0);
		usleep(300);
		reads++;
		EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	}
	return arg;
}

int main(void) {
	pthread_t threads[READERS];
	for (int i = 0; i < READERS; i++) {
		threads[i] = start_thread(reader, NULL);
		usleep(70);
	}
	for (int i = 0; i < 10; i++) {
		EXPECT_EQ(pthread_rwlock_wrlock(&lock), 0);
		EXPECT_EQ(pthread_rwlock_tryrdlock(&lock), EBUSY);
		EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
		for (int seen = reads; reads < seen + READERS;)
			usleep(100); /* and the readers after it */
	}
	stop = 1;
	for (int i = 0; i < READERS; i++)
		join_thread(threads[i]);
	return test_end();
}
