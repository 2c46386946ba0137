/* "its owner dies without unlocking it": the owner is a thread that ends while its process goes on
 * - pthread_mutexattr_setrobust(3) */
#include "tests/test.h"

static pthread_mutex_t *mutex;

static void make(void) {
	pthread_mutexattr_t attr;
	mutex = shared_memory(sizeof *mutex);
	EXPECT_EQ(pthread_mutexattr_init(&attr), 0);
	EXPECT_EQ(pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED), 0);
	EXPECT_EQ(pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST), 0);
	EXPECT_EQ(pthread_mutex_init(mutex, &attr), 0);
}

static void *locks(void *arg) {
	EXPECT_EQ(pthread_mutex_lock(mutex), 0);
	return arg;
}

int main(void) {
	make();
	for (int i = 0; i < 3; i++) {
		join_thread(start_thread(locks, NULL));
		EXPECT_EQ(pthread_mutex_lock(mutex), EOWNERDEAD);
		EXPECT_EQ(pthread_mutex_consistent(mutex), 0);
		EXPECT_EQ(pthread_mutex_unlock(mutex), 0);
	}
	return test_end();
}
