/* "When a stream socket peer has performed an orderly shutdown, the return value will be 0" -
 * recv(2). And so it is when another thread shuts down the same socket: shutdown(2), SHUT_RD. */
#include "tests/test.h"

static void *receiver(void *arg) {
	char c;
	about_to_block();
	EXPECT_EQ(recv(*(int *)arg, &c, 1, 0), 0);
	return NULL;
}

static void check(int fds[2], int whose, int how) {
	pthread_t thread = start_thread(receiver, fds);
	wait_until_blocked();
	EXPECT_EQ(shutdown(fds[whose], how), 0);
	join_thread(thread);
	EXPECT_EQ(close(fds[0]) + close(fds[1]), 0);
}

int main(void) {
	int fds[2];
	for (int i = 0; i < 4; i++) {
		EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
		check(fds, i / 2, i % 2 ? SHUT_RDWR : i / 2 ? SHUT_WR : SHUT_RD);
		tcp_pair(fds);
		check(fds, i / 2, i % 2 ? SHUT_RDWR : i / 2 ? SHUT_WR : SHUT_RD);
	}
	return test_end();
}
