/* EINVAL "The vector count, iovcnt, is less than zero or greater than the permitted maximum" or
 * "The sum of the iov_len values overflows an ssize_t value" - readv(2). EMSGSIZE for messages -
 * sendmsg(3p). */
#include <limits.h>
#include <sys/uio.h>

#include "tests/test.h"

static void *test(void *arg) {
	static struct iovec many[IOV_MAX + 1];
	struct msghdr msg = { .msg_iov = many, .msg_iovlen = IOV_MAX + 1 };
	char c;
	volatile int negative = -1;
	struct iovec huge[] = { { &c, SSIZE_MAX }, { &c, SSIZE_MAX } };
	int fds[2], sockets[2];
	(void)arg;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
	EXPECT_ERRNO(readv(fds[0], many, negative), EINVAL);
	EXPECT_ERRNO(readv(fds[0], many, IOV_MAX + 1), EINVAL);
	EXPECT_ERRNO(writev(fds[1], many, negative), EINVAL);
	EXPECT_ERRNO(writev(fds[1], many, IOV_MAX + 1), EINVAL);
	huge[0].iov_len = (size_t)-1;
	EXPECT_ERRNO(readv(fds[0], huge, 2), EINVAL);
	EXPECT_ERRNO(writev(fds[1], huge, 2), EINVAL);
	EXPECT_ERRNO(readv(sockets[0], huge, 2), EINVAL);
	EXPECT_ERRNO(recvmsg(sockets[0], &msg, 0), EMSGSIZE);
	EXPECT_ERRNO(sendmsg(sockets[1], &msg, 0), EMSGSIZE);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
