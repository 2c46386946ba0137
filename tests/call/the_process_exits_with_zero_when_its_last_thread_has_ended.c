/* "After the last thread in a process terminates, the process terminates as by calling exit(3) with
 * an exit status of zero; thus, process-shared resources are released and functions registered
 * using atexit(3) are called." - pthread_exit(3) */
#include "tests/test.h"

static int fds[2];

static void at_exit(void) {
	tell(fds[1]);
}

static void *thread(void *arg) {
	linger();
	return arg;
}

static void child(void) {
	EXPECT_EQ(atexit(at_exit), 0);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(pthread_detach(start_thread(thread, NULL)), 0);
	pthread_exit((void *)7L);
}

int main(void) {
	char c[2];
	EXPECT_EQ(pipe(fds), 0);
	join_thread(start_thread(thread, NULL));
	EXPECT_EQ(run_in_child(child), 0);
	EXPECT_EQ(close(fds[1]), 0);
	EXPECT_EQ(read(fds[0], c, 2), 1);
	return test_end();
}
