/* pthread_cond_clockwait is pthread_cond_timedwait with a clock of its own, whatever that of the
 * condition variable is. */
#include "tests/test.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int waiting, go;

static void *thread(void *arg) {
	int error;
	int64_t start = now_ms();
	struct timespec at = in_ms(CLOCK_MONOTONIC, 50);
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	while ((error = pthread_cond_clockwait(&cond, &mutex, CLOCK_MONOTONIC, &at)) == 0)
		;
	EXPECT_EQ(error, ETIMEDOUT);
	EXPECT(now_ms() - start >= 49);
	at = in_ms(CLOCK_REALTIME, 20);
	while ((error = pthread_cond_clockwait(&cond, &mutex, CLOCK_REALTIME, &at)) == 0)
		;
	EXPECT_EQ(error, ETIMEDOUT);
	EXPECT_EQ(pthread_cond_clockwait(&cond, &mutex, CLOCK_PROCESS_CPUTIME_ID, &at), EINVAL);
	waiting = 1;
	at = in_ms(CLOCK_MONOTONIC, 30000);
	while (!go)
		EXPECT_EQ(pthread_cond_clockwait(&cond, &mutex, CLOCK_MONOTONIC, &at), 0);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	return arg;
}

int main(void) {
	pthread_t id = start_thread(thread, NULL);
	for (int seen = 0; !seen; usleep(100)) {
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		seen = waiting;
		go = seen;
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	}
	EXPECT_EQ(pthread_cond_signal(&cond), 0);
	join_thread(id);
	return test_end();
}
