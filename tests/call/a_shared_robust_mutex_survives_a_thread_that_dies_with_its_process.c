/* As a_shared_robust_mutex_survives_the_death_of_its_process; the owner is not the main thread. */
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

static void *locks_and_dies(void *arg) {
	EXPECT_EQ(pthread_mutex_lock(mutex), 0);
	_exit(0);
	return arg;
}

static void dies(void) {
	join_thread(start_thread(locks_and_dies, NULL));
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	make();
	join_thread(start_thread(nothing, NULL));
	EXPECT_EQ(run_in_child(dies), 0);
	EXPECT_EQ(pthread_mutex_lock(mutex), EOWNERDEAD);
	EXPECT_EQ(pthread_mutex_consistent(mutex), 0);
	EXPECT_EQ(pthread_mutex_unlock(mutex), 0);
	return test_end();
}
