/* "If a message is too long to fit in the supplied buffer, excess bytes may be discarded";
 * MSG_TRUNC as a flag: "return the real length of the packet or datagram, even when it was longer
 * than the passed buffer"; in msg_flags: it was cut - recv(2). */
#include <sys/uio.h>

#include "tests/test.h"

static void *receiver(void *arg) {
	int fd = *(int *)arg;
	char buf[4];
	struct iovec iov = { buf, sizeof buf };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	for (int i = 0; i < 3; i++) {
		about_to_block();
		EXPECT_EQ(recv(fd, buf, sizeof buf, 0), 4);
		EXPECT_EQ(recv(fd, buf, sizeof buf, MSG_TRUNC), 10);
		EXPECT_EQ(recvmsg(fd, &msg, 0), 4);
		EXPECT_EQ(msg.msg_flags, MSG_TRUNC);
		EXPECT_EQ(recv(fd, buf, 0, MSG_PEEK | MSG_TRUNC), 10);
		EXPECT_EQ(read(fd, buf, sizeof buf), 4);
	}
	return NULL;
}

int main(void) {
	struct sockaddr_in addr;
	int fds[2] = { udp_socket(&addr), socket(AF_INET, SOCK_DGRAM, 0) };
	EXPECT_EQ(connect(fds[1], (struct sockaddr *)&addr, sizeof addr), 0);
	pthread_t thread = start_thread(receiver, fds);
	for (int i = 0; i < 3; i++) {
		wait_until_blocked();
		for (int j = 0; j < 4; j++)
			EXPECT_EQ(send(fds[1], "0123456789", 10, 0), 10);
	}
	join_thread(thread);
	return test_end();
}
