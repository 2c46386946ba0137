/* Nothing to send needs no room, however often the socket was found full before - send(2). */
#include "tests/test.h"

static void check(int fds[2]) {
	char c = 0;
	fill_up(fds[1]);
	for (int i = 0; i < 5; i++)
		EXPECT_ERRNO(send(fds[1], &c, 1, MSG_DONTWAIT), EAGAIN);
	EXPECT_EQ(send(fds[1], NULL, 0, 0), 0);
	EXPECT_EQ(write(fds[1], NULL, 0), 0);
}

static void *test(void *arg) {
	int fds[2];
	(void)arg;
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check(fds);
	tcp_pair(fds);
	check(fds);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
