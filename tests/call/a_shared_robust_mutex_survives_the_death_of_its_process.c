/* "its owner dies without unlocking it": the owner is the main thread of another process, and dies
 * with it - pthread_mutexattr_setrobust(3) */
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

static void dies(void) {
	EXPECT_EQ(pthread_mutex_lock(mutex), 0);
}

static void *thread(void *arg) {
	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(run_in_child(dies), 0);
		EXPECT_EQ(pthread_mutex_lock(mutex), EOWNERDEAD);
		EXPECT_EQ(pthread_mutex_consistent(mutex), 0);
		EXPECT_EQ(pthread_mutex_unlock(mutex), 0);
	}
	return arg;
}

int main(void) {
	make();
	thread(NULL);
	join_thread(start_thread(thread, NULL));
	return test_end();
}
