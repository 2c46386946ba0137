/* "Datagram sockets in various domains permit zero-length datagrams. When such a datagram is
 * received, the return value is 0" - recv(2). write, too, sends one with no bytes. */
#include "tests/test.h"

static void *receiver(void *arg) {
	char buf[4];
	for (int i = 0; i < 2; i++) {
		about_to_block();
		EXPECT_EQ(recv(*(int *)arg, buf, sizeof buf, 0), 0);
	}
	EXPECT_EQ(recv(*(int *)arg, buf, sizeof buf, 0), 1);
	return NULL;
}

int main(void) {
	struct sockaddr_in addr;
	int fds[2] = { udp_socket(&addr), socket(AF_INET, SOCK_DGRAM, 0) };
	EXPECT_EQ(connect(fds[1], (struct sockaddr *)&addr, sizeof addr), 0);
	pthread_t thread = start_thread(receiver, fds);
	wait_until_blocked();
	EXPECT_EQ(send(fds[1], NULL, 0, 0), 0);
	wait_until_blocked();
	EXPECT_EQ(write(fds[1], NULL, 0), 0);
	tell(fds[1]);
	join_thread(thread);
	return test_end();
}
