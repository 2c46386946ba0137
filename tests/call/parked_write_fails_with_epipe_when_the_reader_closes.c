/* "If all file descriptors referring to the read end of a pipe have been closed, then a write(2)
 * will cause a SIGPIPE signal [...]; if the calling process is ignoring this signal, then write(2)
 * fails with the error EPIPE" - pipe(7); also when it waits already. */
#include "tests/test.h"

static int fds[2];

static void *writer(void *arg) {
	char c = 0;
	(void)arg;
	about_to_block();
	EXPECT_ERRNO(write(fds[1], &c, 1), EPIPE);
	return NULL;
}

int main(void) {
	signal(SIGPIPE, SIG_IGN);
	EXPECT_EQ(pipe(fds), 0);
	fill_up(fds[1]);
	pthread_t thread = start_thread(writer, NULL);
	wait_until_blocked();
	EXPECT_EQ(close(fds[0]), 0);
	join_thread(thread);
	return test_end();
}
