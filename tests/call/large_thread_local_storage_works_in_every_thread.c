/* A megabyte of __thread variables: fresh and each thread's own, as any others. */
#include "tests/test.h"

enum { LARGE = 1 << 20 };
static __thread char large[LARGE];
static __thread int answer = 42;

static void *thread(void *arg) {
	for (int i = 0; i < LARGE; i += 1024) {
		EXPECT_EQ(large[i], 0);
		large[i] = 1;
	}
	usleep(100);
	EXPECT_EQ(answer, 42);
	return arg;
}

int main(void) {
	pthread_t threads[5];
	for (int round = 0; round < 5; round++) {
		for (int i = 0; i < 5; i++)
			threads[i] = start_thread(thread, NULL);
		for (int i = 0; i < 5; i++)
			join_thread(threads[i]);
	}
	return test_end();
}
