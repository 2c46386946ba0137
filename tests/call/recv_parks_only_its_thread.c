/* "If no messages are available at the socket, the receive calls wait for a message to arrive" -
 * recv(2). By recv, recvfrom, recvmsg, read and readv; and the end of the stream is 0. */
#include <sys/uio.h>

#include "tests/test.h"

static void *receiver(void *arg) {
	int fd = *(int *)arg;
	char buf[16];
	struct iovec iov = { buf, sizeof buf };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	about_to_block();
	EXPECT_EQ(recv(fd, buf, sizeof buf, 0), 1);
	about_to_block();
	EXPECT_EQ(recvfrom(fd, buf, sizeof buf, 0, NULL, NULL), 1);
	about_to_block();
	EXPECT_EQ(recvmsg(fd, &msg, 0), 1);
	about_to_block();
	EXPECT_EQ(read(fd, buf, sizeof buf), 1);
	about_to_block();
	EXPECT_EQ(readv(fd, &iov, 1), 1);
	EXPECT_EQ(buf[0], 'x');
	about_to_block();
	EXPECT_EQ(recv(fd, buf, sizeof buf, 0), 0);
	return NULL;
}

static void check(int fds[2]) {
	pthread_t thread = start_thread(receiver, fds);
	for (int i = 0; i < 5; i++) {
		wait_until_blocked();
		tell(fds[1]);
	}
	wait_until_blocked();
	EXPECT_EQ(close(fds[1]), 0);
	join_thread(thread);
}

int main(void) {
	int fds[2];
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check(fds);
	tcp_pair(fds);
	check(fds);
	return test_end();
}
