/* "A blocking sendmmsg() call blocks until vlen messages have been sent" - sendmmsg(2), and tells
 * how long each was. The receiver's queue is much shorter. */
#include <sys/uio.h>

#include "tests/test.h"

enum { COUNT = 1000 };

static void *receiver(void *arg) {
	for (int i = 0; i < COUNT; i++) {
		int got = -1;
		EXPECT_EQ(recv(*(int *)arg, &got, sizeof got, 0), sizeof got);
		EXPECT_EQ(got, i);
	}
	return NULL;
}

int main(void) {
	static int numbers[COUNT];
	static struct iovec iov[COUNT];
	static struct mmsghdr msgs[COUNT];
	int fds[2];
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds), 0);
	for (int i = 0; i < COUNT; i++) {
		numbers[i] = i;
		iov[i] = (struct iovec){ &numbers[i], sizeof numbers[i] };
		msgs[i].msg_hdr = (struct msghdr){ .msg_iov = &iov[i], .msg_iovlen = 1 };
	}
	pthread_t thread = start_thread(receiver, fds);
	EXPECT_EQ(sendmmsg(fds[1], msgs, COUNT, 0), COUNT);
	for (int i = 0; i < COUNT; i++)
		EXPECT_EQ(msgs[i].msg_len, sizeof numbers[i]);
	join_thread(thread);
	return test_end();
}
