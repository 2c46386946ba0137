/* EBADF "fd is not a valid file descriptor" - for every call that takes one. */
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

#include "tests/test.h"

static void check(int bad) {
	char c = 0;
	struct iovec iov = { &c, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct mmsghdr msgs = { .msg_hdr = msg };
	struct sockaddr_in addr = { .sin_family = AF_INET };
	struct epoll_event event;
	int fds[2];
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_ERRNO(read(bad, &c, 1), EBADF);
	EXPECT_ERRNO(read(bad, &c, 0), EBADF);
	EXPECT_ERRNO(readv(bad, &iov, 1), EBADF);
	EXPECT_ERRNO(preadv2(bad, &iov, 1, -1, 0), EBADF);
	EXPECT_ERRNO(write(bad, &c, 1), EBADF);
	EXPECT_ERRNO(writev(bad, &iov, 1), EBADF);
	EXPECT_ERRNO(pwritev2(bad, &iov, 1, -1, 0), EBADF);
	EXPECT_ERRNO(recv(bad, &c, 1, 0), EBADF);
	EXPECT_ERRNO(recvfrom(bad, &c, 1, 0, NULL, NULL), EBADF);
	EXPECT_ERRNO(recvmsg(bad, &msg, 0), EBADF);
	EXPECT_ERRNO(recvmmsg(bad, &msgs, 1, 0, NULL), EBADF);
	EXPECT_ERRNO(send(bad, &c, 1, 0), EBADF);
	EXPECT_ERRNO(sendto(bad, &c, 1, 0, (struct sockaddr *)&addr, sizeof addr), EBADF);
	EXPECT_ERRNO(sendmsg(bad, &msg, 0), EBADF);
	EXPECT_ERRNO(sendmmsg(bad, &msgs, 1, 0), EBADF);
	EXPECT_ERRNO(sendfile(bad, fds[0], NULL, 1), EBADF);
	EXPECT_ERRNO(sendfile(fds[1], bad, NULL, 1), EBADF);
	EXPECT_ERRNO(splice(bad, NULL, fds[1], NULL, 1, 0), EBADF);
	EXPECT_ERRNO(accept(bad, NULL, NULL), EBADF);
	EXPECT_ERRNO(accept4(bad, NULL, NULL, SOCK_CLOEXEC), EBADF);
	EXPECT_ERRNO(connect(bad, (struct sockaddr *)&addr, sizeof addr), EBADF);
	EXPECT_ERRNO(eventfd_read(bad, &(eventfd_t){ 0 }), EBADF);
	EXPECT_ERRNO(eventfd_write(bad, 1), EBADF);
	EXPECT_ERRNO(epoll_wait(bad, &event, 1, 1000), EBADF);
	EXPECT_ERRNO(dup(bad), EBADF);
	EXPECT_ERRNO(dup2(bad, fds[0]), EBADF);
	EXPECT_ERRNO(dup3(bad, fds[0], O_CLOEXEC), EBADF);
	EXPECT_ERRNO(fcntl(bad, F_GETFL), EBADF);
	EXPECT_ERRNO(close(bad), EBADF);
	EXPECT_EQ(close(fds[0]) + close(fds[1]), 0);
}

static void *test(void *arg) {
	(void)arg;
	check(-1);
	check(500);
	check(1 << 30);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
