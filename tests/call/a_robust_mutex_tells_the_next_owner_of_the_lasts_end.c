/* "If a mutex is initialized with the PTHREAD_MUTEX_ROBUST attribute and its owner dies without
 * unlocking it, any future attempts to call pthread_mutex_lock(3) on this mutex will succeed and
 * return EOWNERDEAD to indicate that the original owner no longer exists and the mutex is in an
 * inconsistent state. Usually after EOWNERDEAD is returned, the next owner should call
 * pthread_mutex_consistent(3)" */
#include "tests/test.h"

static pthread_mutex_t mutexes[3];

static void *dies(void *arg) {
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(pthread_mutex_lock(&mutexes[i]), 0);
	EXPECT_EQ(pthread_mutex_unlock(&mutexes[1]), 0);
	EXPECT_EQ(pthread_mutex_lock(&mutexes[1]), 0);
	if (arg)
		pthread_exit(arg);
	return NULL;
}

int main(void) {
	pthread_mutexattr_t attr;
	struct timespec at = in_ms(CLOCK_REALTIME, 30000);
	EXPECT_EQ(pthread_mutexattr_init(&attr), 0);
	EXPECT_EQ(pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST), 0);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(pthread_mutex_init(&mutexes[i], &attr), 0);
	for (int round = 0; round < 3; round++) {
		join_thread(start_thread(dies, round ? mutexes : NULL));
		EXPECT_EQ(pthread_mutex_lock(&mutexes[0]), EOWNERDEAD);
		EXPECT_EQ(pthread_mutex_trylock(&mutexes[1]), EOWNERDEAD);
		EXPECT_EQ(pthread_mutex_timedlock(&mutexes[2], &at), EOWNERDEAD);
		for (int i = 0; i < 3; i++) {
			EXPECT_EQ(pthread_mutex_trylock(&mutexes[i]), EBUSY);
			EXPECT_EQ(pthread_mutex_consistent(&mutexes[i]), 0);
			EXPECT_EQ(pthread_mutex_consistent(&mutexes[i]), EINVAL);
			EXPECT_EQ(pthread_mutex_unlock(&mutexes[i]), 0);
			EXPECT_EQ(pthread_mutex_lock(&mutexes[i]), 0);
			EXPECT_EQ(pthread_mutex_unlock(&mutexes[i]), 0);
		}
	}
	return test_end();
}
