/* "A blocking recvmmsg() call blocks until vlen messages have been received" - recvmmsg(2). */
#include <sys/uio.h>

#include "tests/test.h"

enum { COUNT = 5 };

static void *receiver(void *arg) {
	char buf[COUNT][8];
	struct iovec iov[COUNT];
	struct mmsghdr msgs[COUNT] = { 0 };
	for (int i = 0; i < COUNT; i++) {
		iov[i] = (struct iovec){ buf[i], sizeof buf[i] };
		msgs[i].msg_hdr = (struct msghdr){ .msg_iov = &iov[i], .msg_iovlen = 1 };
	}
	about_to_block();
	EXPECT_EQ(recvmmsg(*(int *)arg, msgs, COUNT, 0, NULL), COUNT);
	for (int i = 0; i < COUNT; i++) {
		EXPECT_EQ(msgs[i].msg_len, i);
		EXPECT(!memcmp(buf[i], "0123456", (size_t)i));
	}
	return NULL;
}

int main(void) {
	int fds[2];
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds), 0);
	pthread_t thread = start_thread(receiver, fds);
	wait_until_blocked();
	for (int i = 0; i < COUNT; i++) {
		EXPECT_EQ(send(fds[1], "0123456", (size_t)i, 0), i);
		linger();
	}
	join_thread(thread);
	return test_end();
}
