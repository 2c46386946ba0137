/* "If all file descriptors referring to the write end of a pipe have been closed, then an attempt
 * to read(2) from the pipe will see end-of-file" - pipe(7). */
#include "tests/test.h"

static int fds[2];

static void *reader(void *arg) {
	char c;
	(void)arg;
	about_to_block();
	EXPECT_EQ(read(fds[0], &c, 1), 0);
	EXPECT_EQ(read(fds[0], &c, 1), 0);
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	int other = dup(fds[1]);
	pthread_t thread = start_thread(reader, NULL);
	wait_until_blocked();
	EXPECT_EQ(close(fds[1]), 0);
	linger();
	EXPECT_EQ(close(other), 0);
	join_thread(thread);
	return test_end();
}
