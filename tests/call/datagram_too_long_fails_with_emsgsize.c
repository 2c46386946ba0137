/* EMSGSIZE "The socket type requires that message be sent atomically, and the size of the message
 * to be sent made this impossible" - send(2). It does not wait for room that will never be. */
#include "tests/test.h"

static void *test(void *arg) {
	static char buf[1 << 20];
	struct sockaddr_in addr;
	int fd = udp_socket(&addr), fds[2];
	(void)arg;
	EXPECT_ERRNO(sendto(fd, buf, 66000, 0, (struct sockaddr *)&addr, sizeof addr), EMSGSIZE);
	EXPECT_EQ(connect(fd, (struct sockaddr *)&addr, sizeof addr), 0);
	EXPECT_ERRNO(send(fd, buf, 66000, 0), EMSGSIZE);
	EXPECT_ERRNO(write(fd, buf, 66000), EMSGSIZE);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	fill_up(fds[1]);
	EXPECT_ERRNO(write(fds[1], buf, sizeof buf), EMSGSIZE);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
