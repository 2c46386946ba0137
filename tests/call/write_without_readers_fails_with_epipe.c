/* EPIPE "fd is connected to a pipe or socket whose reading end is closed" - write(2); with SIGPIPE
 * ignored or MSG_NOSIGNAL, that is all. */
#include <sys/uio.h>

#include "tests/test.h"

static void *test(void *arg) {
	int fds[2];
	char c = 0;
	struct iovec iov = { &c, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	(void)arg;
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	EXPECT_EQ(close(fds[0]), 0);
	EXPECT_ERRNO(send(fds[1], &c, 1, MSG_NOSIGNAL), EPIPE);
	EXPECT_ERRNO(sendmsg(fds[1], &msg, MSG_NOSIGNAL), EPIPE);

	signal(SIGPIPE, SIG_IGN);
	EXPECT_ERRNO(write(fds[1], &c, 1), EPIPE);
	EXPECT_ERRNO(writev(fds[1], &iov, 1), EPIPE);
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(close(fds[0]), 0);
	EXPECT_ERRNO(write(fds[1], &c, 1), EPIPE);
	EXPECT_ERRNO(writev(fds[1], &iov, 1), EPIPE);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
