/* "The timeout is checked only after the receipt of each datagram" - recvmmsg(2), BUGS; and what is
 * left of it is told. An invalid one is EINVAL. */
#include <sys/uio.h>

#include "tests/test.h"

static void *receiver(void *arg) {
	int fd = *(int *)arg;
	char buf[8];
	struct iovec iov = { buf, sizeof buf };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct mmsghdr msgs[3] = { { msg, 0 }, { msg, 0 }, { msg, 0 } };
	struct timespec timeout = { .tv_nsec = -1 };
	EXPECT_ERRNO(recvmmsg(fd, msgs, 3, 0, &timeout), EINVAL);
	timeout = (struct timespec){ .tv_nsec = 50000000 };
	about_to_block();
	EXPECT_EQ(recvmmsg(fd, msgs, 3, 0, &timeout), 1);
	EXPECT_EQ(timeout.tv_sec + timeout.tv_nsec, 0);
	timeout = (struct timespec){ .tv_sec = 1000 };
	about_to_block();
	EXPECT_EQ(recvmmsg(fd, msgs, 3, 0, &timeout), 3);
	EXPECT(timeout.tv_sec < 1000 && timeout.tv_sec > 500);
	return NULL;
}

int main(void) {
	int fds[2];
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds), 0);
	pthread_t thread = start_thread(receiver, fds);
	wait_until_blocked();
	usleep(60000);
	tell(fds[1]);
	wait_until_blocked();
	for (int i = 0; i < 3; i++)
		tell(fds[1]);
	join_thread(thread);
	return test_end();
}
