/* The main thread's stack may grow up to RLIMIT_STACK - setrlimit(2): "Upon reaching this limit, a
 * SIGSEGV signal is generated." */
#include <sys/resource.h>

#include "tests/test.h"

static int recurse(int n) {
	volatile char frame[1024];
	frame[0] = (char)n;
	int deeper = n < 100000000 ? recurse(n + 1) : 0;
	return deeper + frame[0];
}

static void *nothing(void *arg) {
	return arg;
}

static void child(void) {
	struct rlimit limit = { 1 << 20, 1 << 20 };
	EXPECT_EQ(setrlimit(RLIMIT_STACK, &limit), 0);
	join_thread(start_thread(nothing, NULL));
	recurse(0);
}

int main(void) {
	join_thread(start_thread(nothing, NULL));
	EXPECT_EQ(run_in_child(child), 128 + SIGSEGV);
	return test_end();
}
