/* PTHREAD_PROCESS_SHARED: "permit a read-write lock to be operated upon by any thread that has
 * access to the memory where the read-write lock is allocated" -
 * pthread_rwlockattr_setpshared(3p) */
#include "tests/test.h"

static struct {
	pthread_rwlock_t lock;
	int a, b;
} * shared;

static void *thread(void *arg) {
	for (int i = 0; i < 100; i++) {
		if (i % 3 == 0) {
			EXPECT_EQ(pthread_rwlock_wrlock(&shared->lock), 0);
			shared->a++;
			usleep(1);
			shared->b++;
		} else {
			EXPECT_EQ(pthread_rwlock_rdlock(&shared->lock), 0);
			EXPECT_EQ(shared->a, shared->b);
		}
		EXPECT_EQ(pthread_rwlock_unlock(&shared->lock), 0);
	}
	return arg;
}

static void play(void) {
	pthread_t threads[3];
	for (int i = 0; i < 3; i++)
		threads[i] = start_thread(thread, NULL);
	for (int i = 0; i < 3; i++)
		join_thread(threads[i]);
}

int main(void) {
	pthread_rwlockattr_t attr;
	shared = shared_memory(sizeof *shared);
	EXPECT_EQ(pthread_rwlockattr_init(&attr), 0);
	EXPECT_EQ(pthread_rwlockattr_setpshared(&attr, PTHREAD_PROCESS_SHARED), 0);
	EXPECT_EQ(pthread_rwlock_init(&shared->lock, &attr), 0);
	pid_t pid = start_child(play);
	play();
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(shared->a, 2 * 3 * 34);
	return test_end();
}
