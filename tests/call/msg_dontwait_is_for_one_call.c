/* MSG_DONTWAIT: "Enables nonblocking operation; if the operation would block, the call fails with
 * the error EAGAIN or EWOULDBLOCK. [...] MSG_DONTWAIT is a per-call option" - recv(2), send(2). */
#include <sys/uio.h>

#include "tests/test.h"

static int fds[2];

static void *test(void *arg) {
	char buf[8] = "";
	struct iovec iov = { buf, sizeof buf };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct mmsghdr msgs = { .msg_hdr = msg };
	(void)arg;
	for (int i = 0; i < 5; i++) {
		EXPECT_ERRNO(recv(fds[0], buf, 8, MSG_DONTWAIT), EAGAIN);
		EXPECT_ERRNO(recvfrom(fds[0], buf, 8, MSG_DONTWAIT, NULL, NULL), EAGAIN);
		EXPECT_ERRNO(recvmsg(fds[0], &msg, MSG_DONTWAIT), EAGAIN);
		EXPECT_ERRNO(recvmmsg(fds[0], &msgs, 1, MSG_DONTWAIT, NULL), EAGAIN);
		EXPECT_ERRNO(recv(fds[0], buf, 8, MSG_DONTWAIT | MSG_WAITALL), EAGAIN);
	}
	about_to_block();
	EXPECT_EQ(recv(fds[0], buf, 8, 0), 1);
	while (send(fds[0], buf, 8, MSG_DONTWAIT) > 0)
		;
	EXPECT_EQ(errno, EAGAIN);
	EXPECT_ERRNO(sendmsg(fds[0], &msg, MSG_DONTWAIT), EAGAIN);
	EXPECT_ERRNO(sendmmsg(fds[0], &msgs, 1, MSG_DONTWAIT), EAGAIN);
	about_to_block();
	EXPECT_EQ(send(fds[0], buf, 8, 0), 8);
	return NULL;
}

int main(void) {
	static char buf[1 << 20];
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	pthread_t thread = start_thread(test, NULL);
	wait_until_blocked();
	tell(fds[1]);
	wait_until_blocked();
	EXPECT(recv(fds[1], buf, sizeof buf, 0) > 8);
	join_thread(thread);
	return test_end();
}
