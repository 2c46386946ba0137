/* EFAULT also where the array of buffers or of messages cannot be read: the kernel copies it in,
 * and no SIGSEGV is raised - readv(2), sendmsg(2), recvmsg(2). */
#include <sys/uio.h>

#include "tests/test.h"

static void *test(void *arg) {
	void *volatile bad = (void *)16;
	struct msghdr msg = { .msg_iov = bad, .msg_iovlen = 1 };
	struct mmsghdr msgs = { .msg_hdr = msg };
	int fds[2], sockets[2];
	(void)arg;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
	EXPECT_ERRNO(writev(fds[1], bad, 1), EFAULT);
	EXPECT_ERRNO(pwritev2(fds[1], bad, 1, -1, 0), EFAULT);
	EXPECT_ERRNO(sendmsg(sockets[1], bad, 0), EFAULT);
	EXPECT_ERRNO(sendmsg(sockets[1], &msg, 0), EFAULT);
	EXPECT_ERRNO(sendmmsg(sockets[1], &msgs, 1, 0), EFAULT);
	EXPECT_ERRNO(sendmmsg(sockets[1], bad, 1, 0), EFAULT);
	tell(fds[1]);
	tell(sockets[1]);
	EXPECT_ERRNO(readv(fds[0], bad, 1), EFAULT);
	EXPECT_ERRNO(readv(sockets[0], bad, 1), EFAULT);
	EXPECT_ERRNO(preadv2(fds[0], bad, 1, -1, 0), EFAULT);
	EXPECT_ERRNO(recvmsg(sockets[0], bad, 0), EFAULT);
	EXPECT_ERRNO(recvmsg(sockets[0], &msg, 0), EFAULT);
	EXPECT_ERRNO(recvmmsg(sockets[0], bad, 1, 0, NULL), EFAULT);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
