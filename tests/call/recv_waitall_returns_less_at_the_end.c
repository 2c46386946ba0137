/* MSG_WAITALL: "However, the call may still return less data than requested if a signal is caught,
 * an error or disconnect occurs" - recv(2). */
#include <sys/uio.h>

#include "tests/test.h"

static void *receiver(void *arg) {
	int fd = *(int *)arg;
	char buf[100];
	struct iovec iov = { buf, sizeof buf };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	about_to_block();
	EXPECT_EQ(recv(fd, buf, 10, MSG_WAITALL), 10);
	EXPECT_EQ(recvmsg(fd, &msg, MSG_WAITALL), 5);
	EXPECT_EQ(recv(fd, buf, sizeof buf, MSG_WAITALL), 0);
	return NULL;
}

static void check(int fds[2]) {
	pthread_t thread = start_thread(receiver, fds);
	wait_until_blocked();
	EXPECT_EQ(send(fds[1], "0123456789abc", 13, 0), 13);
	linger();
	EXPECT_EQ(send(fds[1], "de", 2, 0), 2);
	linger();
	EXPECT_EQ(shutdown(fds[1], SHUT_WR), 0);
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
