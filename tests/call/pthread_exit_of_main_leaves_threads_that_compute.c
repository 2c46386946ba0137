/* "To allow other threads to continue execution, the main thread should terminate by calling
 * pthread_exit() rather than exit(3)": those that compute too, and the process ends with the last of them
 * and status 0. */
#include "tests/test.h"

static int fds[2];

static void *computes(void *arg) {
	int64_t start = now_ms();
	while (now_ms() < start + 30)
		;
	tell(fds[1]);
	return arg;
}

static void child(void) {
	for (int i = 0; i < 3; i++)
		start_thread(computes, NULL);
	pthread_exit(NULL);
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(run_in_child(child), 0);
	for (int i = 0; i < 3; i++)
		hear(fds[0]);
	join_thread(start_thread(nothing, NULL));
	return test_end();
}
