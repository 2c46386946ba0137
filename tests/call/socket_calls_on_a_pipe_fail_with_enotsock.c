/* ENOTSOCK "The file descriptor sockfd does not refer to a socket" - recv(2), send(2), accept(2),
 * connect(2). */
#include <sys/uio.h>

#include "tests/test.h"

static void *test(void *arg) {
	char c = 0;
	struct iovec iov = { &c, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct mmsghdr msgs = { .msg_hdr = msg };
	struct sockaddr_in addr = { .sin_family = AF_INET };
	int fds[2];
	(void)arg;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_ERRNO(recv(fds[0], &c, 1, 0), ENOTSOCK);
	EXPECT_ERRNO(recvfrom(fds[0], &c, 1, 0, NULL, NULL), ENOTSOCK);
	EXPECT_ERRNO(recvmsg(fds[0], &msg, 0), ENOTSOCK);
	EXPECT_ERRNO(recvmmsg(fds[0], &msgs, 1, 0, NULL), ENOTSOCK);
	EXPECT_ERRNO(send(fds[1], &c, 1, 0), ENOTSOCK);
	EXPECT_ERRNO(sendto(fds[1], &c, 1, 0, (struct sockaddr *)&addr, sizeof addr), ENOTSOCK);
	EXPECT_ERRNO(sendmsg(fds[1], &msg, 0), ENOTSOCK);
	EXPECT_ERRNO(sendmmsg(fds[1], &msgs, 1, 0), ENOTSOCK);
	EXPECT_ERRNO(accept(fds[0], NULL, NULL), ENOTSOCK);
	EXPECT_ERRNO(connect(fds[0], (struct sockaddr *)&addr, sizeof addr), ENOTSOCK);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
