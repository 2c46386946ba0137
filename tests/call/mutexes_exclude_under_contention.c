/* No two threads are between lock and unlock, whatever they do there, and none waits for ever. Of
 * every type and protocol that needs no privilege. */
#include "tests/test.h"

enum { THREADS = 8, ROUNDS = 300 };
static pthread_mutex_t mutex;
static int inside, count;

static void *thread(void *arg) {
	struct timespec at = in_ms(CLOCK_REALTIME, 50000);
	for (int i = 0; i < ROUNDS; i++) {
		if (i % 3 == 0)
			EXPECT_EQ(pthread_mutex_timedlock(&mutex, &at), 0);
		else
			EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		EXPECT_EQ(inside++, 0);
		count++;
		if (i % 4 == 0)
			sched_yield();
		if (i % 100 == 0)
			usleep(10);
		EXPECT_EQ(--inside, 0);
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	}
	return arg;
}

int main(void) {
	static const int types[] = { PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ADAPTIVE_NP,
				     PTHREAD_MUTEX_ERRORCHECK, PTHREAD_MUTEX_RECURSIVE };
	pthread_t threads[THREADS];
	for (int variant = 0; variant < 16; variant++) {
		pthread_mutexattr_t attr;
		EXPECT_EQ(pthread_mutexattr_init(&attr), 0);
		EXPECT_EQ(pthread_mutexattr_settype(&attr, types[variant % 4]), 0);
		if (variant & 4)
			EXPECT_EQ(pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST), 0);
		if (variant & 8)
			EXPECT_EQ(pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT), 0);
		EXPECT_EQ(pthread_mutex_init(&mutex, &attr), 0);
		for (int i = 0; i < THREADS; i++)
			threads[i] = start_thread(thread, NULL);
		for (int i = 0; i < THREADS; i++)
			join_thread(threads[i]);
		EXPECT_EQ(pthread_mutex_destroy(&mutex), 0);
	}
	EXPECT_EQ(count, 16 * THREADS * ROUNDS);
	return test_end();
}
