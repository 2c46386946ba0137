/* SO_RCVLOWAT: "Specify the minimum number of bytes in the buffer until the socket layer will pass
 * the data to [...] the user on receiving" - socket(7). Of TCP and of Unix sockets. */
#include "tests/test.h"

static void *receiver(void *arg) {
	char buf[16];
	about_to_block();
	EXPECT_EQ(recv(*(int *)arg, buf, sizeof buf, 0), 10);
	EXPECT(!memcmp(buf, "0123456789", 10));
	return NULL;
}

static void check(int fds[2]) {
	int lowat = 10;
	EXPECT_EQ(setsockopt(fds[0], SOL_SOCKET, SO_RCVLOWAT, &lowat, sizeof lowat), 0);
	pthread_t thread = start_thread(receiver, fds);
	wait_until_blocked();
	for (int i = 0; i < 10; i++) {
		EXPECT_EQ(send(fds[1], &"0123456789"[i], 1, 0), 1);
		linger();
	}
	join_thread(thread);
}

int main(void) {
	int fds[2];
	tcp_pair(fds);
	check(fds);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check(fds);
	return test_end();
}
