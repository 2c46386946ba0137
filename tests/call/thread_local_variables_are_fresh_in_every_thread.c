/* A __thread variable begins with its initialiser in every thread, also in one that got the memory
 * of a thread which has ended; its alignment is kept. */
#include "tests/test.h"

static __thread int zero, seven = 7;
static __thread char big[10000];
static __thread struct { int value; } aligned __attribute__((aligned(128))) = { 42 };
static __thread int *pointer = NULL;

static void *thread(void *arg) {
	int *volatile at = &seven;
	EXPECT_EQ(zero, 0);
	EXPECT_EQ(*at, 7);
	EXPECT_EQ(aligned.value, 42);
	EXPECT_EQ((uintptr_t)&aligned % 128, 0);
	EXPECT(pointer == NULL);
	for (int i = 0; i < (int)sizeof big; i += 99)
		EXPECT_EQ(big[i], 0);
	zero = *at = aligned.value = 1000;
	pointer = &seven;
	memset(big, 1, sizeof big);
	if (arg)
		linger();
	EXPECT_EQ(zero + *at + aligned.value, 3000);
	EXPECT(pointer == at);
	return NULL;
}

int main(void) {
	pthread_t threads[10];
	for (int i = 0; i < 50; i++)
		join_thread(start_thread(thread, NULL));
	for (int round = 0; round < 5; round++) {
		for (int i = 0; i < 10; i++)
			threads[i] = start_thread(thread, threads);
		for (int i = 0; i < 10; i++)
			join_thread(threads[i]);
	}
	thread(NULL);
	return test_end();
}
