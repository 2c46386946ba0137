/* "Duplicated file descriptors (made with dup(2), fcntl(F_DUPFD), fork(2), etc.) refer to the same
 * open file description, and thus share the same file status flags" - fcntl(2). So a child that
 * sets O_NONBLOCK sets it for the parent. */
#include "tests/test.h"

static void *test(void *arg) {
	int *fds = arg;
	char c;
	about_to_block();
	hear(fds[0]); /* it is known as one that waits */
	pid_t child = fork();
	if (child == 0)
		_exit(fcntl(fds[0], F_SETFL, O_NONBLOCK) < 0);
	EXPECT_EQ(reap(child), 0);
	EXPECT_ERRNO(read(fds[0], &c, 1), EAGAIN);
	return NULL;
}

static void check(int fds[2]) {
	pthread_t thread = start_thread(test, fds);
	wait_until_blocked();
	tell(fds[1]);
	join_thread(thread);
}

int main(void) {
	int fds[2];
	EXPECT_EQ(pipe(fds), 0);
	check(fds);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check(fds);
	return test_end();
}
