/* ECONNRESET "Connection reset by peer" - recv(2), send(2): once, then the end of the stream. */
#include "tests/test.h"

static int fds[2];

static void *receiver(void *arg) {
	char c;
	about_to_block();
	EXPECT_ERRNO(recv(fds[0], &c, 1, 0), ECONNRESET);
	EXPECT_EQ(recv(fds[0], &c, 1, 0), 0);
	EXPECT_ERRNO(send(fds[0], &c, 1, MSG_NOSIGNAL), EPIPE);
	return arg;
}

int main(void) {
	struct linger hard = { .l_onoff = 1 };
	tcp_pair(fds);
	pthread_t thread = start_thread(receiver, NULL);
	wait_until_blocked();
	EXPECT_EQ(setsockopt(fds[1], SOL_SOCKET, SO_LINGER, &hard, sizeof hard), 0);
	EXPECT_EQ(close(fds[1]), 0);
	join_thread(thread);
	return test_end();
}
