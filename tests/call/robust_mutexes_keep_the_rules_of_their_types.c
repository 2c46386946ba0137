/* Robustness comes on top of the type: recursive counts, errorcheck tells of misuse, and a robust
 * mutex of another thread cannot be unlocked (EPERM) - pthread_mutex_lock(3p). */
#include "tests/test.h"

static pthread_mutex_t recursive, errorcheck;

static void *other(void *arg) {
	EXPECT_EQ(pthread_mutex_trylock(&recursive), EBUSY);
	EXPECT_EQ(pthread_mutex_unlock(&recursive), EPERM);
	EXPECT_EQ(pthread_mutex_unlock(&errorcheck), EPERM);
	return arg;
}

static void *dies(void *arg) {
	EXPECT_EQ(pthread_mutex_lock(&recursive), 0);
	EXPECT_EQ(pthread_mutex_lock(&recursive), 0);
	return arg;
}

static void make(pthread_mutex_t *mutex, int type) {
	pthread_mutexattr_t attr;
	EXPECT_EQ(pthread_mutexattr_init(&attr), 0);
	EXPECT_EQ(pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST), 0);
	EXPECT_EQ(pthread_mutexattr_settype(&attr, type), 0);
	EXPECT_EQ(pthread_mutex_init(mutex, &attr), 0);
}

int main(void) {
	make(&recursive, PTHREAD_MUTEX_RECURSIVE);
	make(&errorcheck, PTHREAD_MUTEX_ERRORCHECK);
	EXPECT_EQ(pthread_mutex_lock(&errorcheck), 0);
	EXPECT_EQ(pthread_mutex_lock(&errorcheck), EDEADLK);
	EXPECT_EQ(pthread_mutex_lock(&recursive), 0);
	EXPECT_EQ(pthread_mutex_lock(&recursive), 0);
	EXPECT_EQ(pthread_mutex_trylock(&recursive), 0);
	join_thread(start_thread(other, NULL));
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(pthread_mutex_unlock(&recursive), 0);
	EXPECT_EQ(pthread_mutex_unlock(&recursive), EPERM);
	EXPECT_EQ(pthread_mutex_unlock(&errorcheck), 0);
	join_thread(start_thread(dies, NULL));
	EXPECT_EQ(pthread_mutex_lock(&recursive), EOWNERDEAD);
	EXPECT_EQ(pthread_mutex_consistent(&recursive), 0);
	EXPECT_EQ(pthread_mutex_unlock(&recursive), 0); /* once: it was not ours twice */
	EXPECT_EQ(pthread_mutex_unlock(&recursive), EPERM);
	return test_end();
}
