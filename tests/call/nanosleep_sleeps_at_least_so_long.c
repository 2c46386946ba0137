/* "nanosleep() suspends the execution of the calling thread until either at least the time
 * specified in *req has elapsed, or the delivery of a signal" - nanosleep(2) */
#include "tests/test.h"

static void *sleeper(void *arg) {
	for (int i = 0; i < 10; i++) {
		struct timespec before, after, wanted = { .tv_nsec = (i * i) * 300000 };
		clock_gettime(CLOCK_MONOTONIC, &before);
		EXPECT_EQ(nanosleep(&wanted, NULL), 0);
		clock_gettime(CLOCK_MONOTONIC, &after);
		long seconds = after.tv_sec - before.tv_sec;
		EXPECT(seconds * 1000000000 + after.tv_nsec - before.tv_nsec >= wanted.tv_nsec);
	}
	return arg;
}

int main(void) {
	pthread_t threads[5];
	for (int i = 0; i < 5; i++)
		threads[i] = start_thread(sleeper, NULL);
	sleeper(NULL);
	for (int i = 0; i < 5; i++)
		join_thread(threads[i]);
	return test_end();
}
