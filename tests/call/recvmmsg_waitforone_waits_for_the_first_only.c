/* MSG_WAITFORONE: "Turns on MSG_DONTWAIT after the first message has been received" - recvmmsg(2).
 * */
#include <sys/uio.h>

#include "tests/test.h"

static int ready[2];

static void *receiver(void *arg) {
	int fd = *(int *)arg;
	char buf[8];
	struct iovec iov = { buf, sizeof buf };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct mmsghdr msgs[4] = { { msg, 0 }, { msg, 0 }, { msg, 0 }, { msg, 0 } };
	about_to_block();
	EXPECT_EQ(recvmmsg(fd, msgs, 4, MSG_WAITFORONE, NULL), 1);
	EXPECT_EQ(msgs[0].msg_len, 1);
	hear(ready[0]);
	EXPECT_EQ(recvmmsg(fd, msgs, 4, MSG_WAITFORONE, NULL), 3);
	return NULL;
}

int main(void) {
	int fds[2];
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds), 0);
	EXPECT_EQ(pipe(ready), 0);
	pthread_t thread = start_thread(receiver, fds);
	wait_until_blocked();
	tell(fds[1]);
	linger();
	for (int i = 0; i < 3; i++)
		tell(fds[1]);
	tell(ready[1]);
	join_thread(thread);
	return test_end();
}
