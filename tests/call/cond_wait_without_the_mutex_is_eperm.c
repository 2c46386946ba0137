/* "EPERM The mutex type is PTHREAD_MUTEX_ERRORCHECK or the mutex is a robust mutex, and the current
 * thread does not own the mutex." - pthread_cond_wait(3p) */
#include "tests/test.h"

static pthread_mutex_t mutex = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;

static void *thread(void *arg) {
	struct timespec at = in_ms(CLOCK_REALTIME, 10000);
	EXPECT_EQ(pthread_cond_timedwait(&cond, &mutex, &at), EPERM);
	EXPECT_EQ(pthread_cond_wait(&cond, &mutex), EPERM);
	return arg;
}

int main(void) {
	join_thread(start_thread(thread, NULL));
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	join_thread(start_thread(thread, NULL));
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	return test_end();
}
