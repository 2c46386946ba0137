/* "A condition variable can be destroyed immediately after all the threads that are blocked on it
 * are awakened" - pthread_cond_destroy(3p): those have returned, or will without touching freed
 * memory, once pthread_cond_destroy has. */
#include "tests/test.h"

enum { N = 5 };
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t *cond;
static int waiting, gone;

static void *waiter(void *arg) {
	struct timespec at = in_ms(CLOCK_REALTIME, 30000);
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	waiting++;
	if (arg)
		EXPECT_EQ(pthread_cond_wait(cond, &mutex), 0);
	else
		EXPECT_EQ(pthread_cond_timedwait(cond, &mutex, &at), 0);
	EXPECT_EQ(gone, 1);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	return NULL;
}

int main(void) {
	pthread_t threads[N];
	for (int round = 0; round < 100; round++) {
		cond = shared_memory(4096);
		gone = waiting = 0;
		EXPECT_EQ(pthread_cond_init(cond, NULL), 0);
		for (int i = 0; i < N; i++)
			threads[i] = start_thread(waiter, i % 2 ? &mutex : NULL);
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		while (waiting < N) {
			EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
			sched_yield();
			EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		}
		gone = 1;
		EXPECT_EQ(pthread_cond_broadcast(cond), 0);
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
		EXPECT_EQ(pthread_cond_destroy(cond), 0);
		EXPECT_EQ(munmap(cond, 4096), 0);
		for (int i = 0; i < N; i++)
			join_thread(threads[i]);
	}
	return test_end();
}
