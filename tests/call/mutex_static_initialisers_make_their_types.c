/* PTHREAD_MUTEX_INITIALIZER and its siblings with _NP make mutexes of their types without a call;
 * so does memory of zeros with glibc. */
#include "tests/test.h"

static pthread_mutex_t normal = PTHREAD_MUTEX_INITIALIZER, zeros;
static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t errorcheck = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_mutex_t adaptive = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;

static void *others_try(void *mutex) {
	EXPECT_EQ(pthread_mutex_trylock(mutex), EBUSY);
	return NULL;
}

static void check(pthread_mutex_t *mutex, int try_again, int unlock_again) {
	EXPECT_EQ(pthread_mutex_lock(mutex), 0);
	EXPECT_EQ(pthread_mutex_trylock(mutex), try_again);
	join_thread(start_thread(others_try, mutex));
	if (try_again == 0)
		EXPECT_EQ(pthread_mutex_unlock(mutex), 0);
	EXPECT_EQ(pthread_mutex_unlock(mutex), 0);
	if (unlock_again)
		EXPECT_EQ(pthread_mutex_unlock(mutex), unlock_again);
	EXPECT_EQ(pthread_mutex_trylock(mutex), 0);
	EXPECT_EQ(pthread_mutex_unlock(mutex), 0);
	EXPECT_EQ(pthread_mutex_destroy(mutex), 0);
}

int main(void) {
	check(&normal, EBUSY, 0);
	check(&zeros, EBUSY, 0);
	check(&adaptive, EBUSY, 0);
	check(&recursive, 0, EPERM);
	check(&errorcheck, EBUSY, EPERM);
	return test_end();
}
