/* pthread_getattr_np(3) of the main thread: its stack, from the arguments down. */
#include "tests/test.h"

static void *nothing(void *arg) {
	return arg;
}

static void check(const void *frame) {
	pthread_attr_t attr;
	void *addr;
	size_t size;
	EXPECT_EQ(pthread_getattr_np(pthread_self(), &attr), 0);
	EXPECT_EQ(pthread_attr_getstack(&attr, &addr, &size), 0);
	EXPECT_EQ(pthread_attr_destroy(&attr), 0);
	EXPECT((char *)addr <= (const char *)__builtin_frame_address(0));
	EXPECT((const char *)frame < (char *)addr + size);
}

int main(int argc, char **argv) {
	(void)argc;
	check(argv);
	join_thread(start_thread(nothing, NULL));
	usleep(1000);
	check(argv);
	return test_end();
}
