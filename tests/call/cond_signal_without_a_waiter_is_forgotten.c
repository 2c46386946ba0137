/* "The pthread_cond_broadcast() and pthread_cond_signal() functions shall have no effect if there
 * are no threads currently blocked on cond." */
#include "tests/test.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;

static void *thread(void *arg) {
	for (int i = 0; i < 5; i++) {
		int64_t start = now_ms();
		struct timespec at = in_ms(CLOCK_REALTIME, 20);
		EXPECT_EQ(pthread_cond_signal(&cond), 0);
		EXPECT_EQ(pthread_cond_broadcast(&cond), 0);
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		while (pthread_cond_timedwait(&cond, &mutex, &at) == 0)
			;
		EXPECT(now_ms() - start >= 19);
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	}
	return arg;
}

int main(void) {
	join_thread(start_thread(thread, NULL));
	return test_end();
}
