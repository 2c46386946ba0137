/* EPIPE "The local end has been shut down on a connection oriented socket" - send(2), also while a
 * thread waits in send. */
#include "tests/test.h"

static void *sender(void *arg) {
	char c = 0;
	about_to_block();
	while (send(*(int *)arg, &c, 1, MSG_NOSIGNAL) == 1) /* TCP may have found some more room */
		;
	EXPECT_EQ(errno, EPIPE);
	return NULL;
}

static void check(int fds[2]) {
	fill_up(fds[0]);
	pthread_t thread = start_thread(sender, fds);
	wait_until_blocked();
	EXPECT_EQ(shutdown(fds[0], SHUT_WR), 0);
	join_thread(thread);
}

int main(void) {
	int fds[2];
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check(fds);
	tcp_pair(fds);
	check(fds);
	return test_end();
}
