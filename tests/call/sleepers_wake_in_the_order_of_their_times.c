/* Threads that sleep until 30, 10 and 20 ms wake as 10, 20, 30, whatever the order in which they
 * began. (A busy machine may run them in another order, but not each time.) */
#include "tests/test.h"

enum { N = 6, TRIES = 50 };
static struct timespec start;
static _Atomic int woken, wrong;

static void *sleeper(void *arg) {
	intptr_t i = (intptr_t)arg;
	struct timespec at = start;
	at.tv_nsec += 20000000 + i * 10000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_nsec -= 1000000000;
		at.tv_sec++;
	}
	EXPECT_EQ(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL), 0);
	wrong += woken++ != i;
	return NULL;
}

int main(void) {
	pthread_t threads[N];
	for (int try = 0; try < TRIES; try++) {
		woken = wrong = 0;
		clock_gettime(CLOCK_MONOTONIC, &start);
		for (intptr_t i = 0; i < N; i++)
			threads[i] = start_thread(sleeper, (void *)(i * 5 % N));
		for (int i = 0; i < N; i++)
			join_thread(threads[i]);
		if (!wrong)
			return test_end();
	}
	FAIL("%d times in the wrong order", TRIES);
}
