/* The ABI's alignment of the stack, 16 bytes, holds in every thread, whatever the size of its stack
 * is. */
#include "tests/test.h"

static void *thread(void *arg) {
	char __attribute__((aligned(16))) block[32];
	char *volatile at = block;
	snprintf(block, sizeof block, "%.1f", 2.5);
	EXPECT_EQ((uintptr_t)at % 16, 0);
	EXPECT_EQ((uintptr_t)__builtin_frame_address(0) % 16, 0);
	EXPECT(!strcmp(block, "2.5"));
	return arg;
}

int main(void) {
	static char stack[200000];
	pthread_attr_t attr;
	pthread_t id;
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	for (size_t i = 0; i < 40; i++) {
		EXPECT_EQ(pthread_attr_setstacksize(&attr, 65536 + i * 8), 0);
		EXPECT_EQ(pthread_create(&id, &attr, thread, NULL), 0);
		join_thread(id);
	}
	for (size_t i = 0; i < 20; i++) {
		EXPECT_EQ(pthread_attr_setstack(&attr, stack + i * 8, 150000 + i), 0);
		EXPECT_EQ(pthread_create(&id, &attr, thread, NULL), 0);
		join_thread(id);
	}
	return test_end();
}
