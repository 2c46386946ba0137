/* pthread_attr_setstack: a thread runs on the memory that it was given, "stackaddr should point to the lowest
 * addressable byte of a buffer of stacksize bytes" - and on no byte more. Here nothing can be read behind the
 * stacks, and many threads wait for their first turn at once. */
#include <sys/mman.h>

#include "tests/test.h"

enum { THREADS = 40, SIZE = 64 << 10, PAGE = 4096 };

static void *begins(void *arg) {
	volatile char here = 1;
	EXPECT((char *)&here >= (char *)arg && (char *)&here < (char *)arg + SIZE);
	return arg;
}

int main(void) {
	pthread_t threads[THREADS];
	void *stacks[THREADS], *result;
	for (int i = 0; i < THREADS; i++) {
		pthread_attr_t attr;
		stacks[i] = shared_memory(SIZE + PAGE);
		EXPECT_EQ(mprotect((char *)stacks[i] + SIZE, PAGE, PROT_NONE), 0);
		EXPECT_EQ(pthread_attr_init(&attr), 0);
		EXPECT_EQ(pthread_attr_setstack(&attr, stacks[i], SIZE), 0);
		EXPECT_EQ(pthread_create(&threads[i], &attr, begins, stacks[i]), 0);
		EXPECT_EQ(pthread_attr_destroy(&attr), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		EXPECT_EQ(pthread_join(threads[i], &result), 0);
		EXPECT(result == stacks[i]);
	}
	return test_end();
}
