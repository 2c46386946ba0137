/* The thread that got PTHREAD_BARRIER_SERIAL_THREAD may destroy the barrier at once and free its
 * memory, though the others may not have returned from pthread_barrier_wait yet:
 * pthread_barrier_destroy waits for them. */
#include "tests/test.h"

enum { N = 5 };
static pthread_barrier_t *barrier;

static void *thread(void *arg) {
	if (pthread_barrier_wait(barrier) == PTHREAD_BARRIER_SERIAL_THREAD) {
		EXPECT_EQ(pthread_barrier_destroy(barrier), 0);
		EXPECT_EQ(munmap(barrier, 4096), 0);
	}
	return arg;
}

int main(void) {
	pthread_t threads[N];
	for (int round = 0; round < 200; round++) {
		barrier = shared_memory(4096);
		EXPECT_EQ(pthread_barrier_init(barrier, NULL, N), 0);
		for (int i = 0; i < N; i++)
			threads[i] = start_thread(thread, NULL);
		for (int i = 0; i < N; i++)
			join_thread(threads[i]);
	}
	return test_end();
}
