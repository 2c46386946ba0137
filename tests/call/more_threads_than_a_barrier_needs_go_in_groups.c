/* "the required number of threads", whichever they are: through a barrier for two, many threads go
 * two by two, until an even number of calls is used up - pthread_barrier_wait(3p) */
#include "tests/test.h"

enum { N = 10, CALLS = 1000 };
static pthread_barrier_t barrier;
static _Atomic int calls, serial;

static void *thread(void *arg) {
	while (calls++ < CALLS) {
		serial += pthread_barrier_wait(&barrier) != 0;
		if (serial % 7 == 0)
			sched_yield();
	}
	return arg;
}

int main(void) {
	pthread_t threads[N];
	EXPECT_EQ(pthread_barrier_init(&barrier, NULL, 2), 0);
	for (int i = 0; i < N; i++)
		threads[i] = start_thread(thread, NULL);
	for (int i = 0; i < N; i++)
		join_thread(threads[i]);
	EXPECT_EQ(serial, CALLS / 2);
	EXPECT_EQ(pthread_barrier_destroy(&barrier), 0);
	return test_end();
}
