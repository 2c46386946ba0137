/* POLLRDHUP asked for together with POLLOUT, and not with POLLIN: a peer that shuts down its
 * writing half is told of though the socket takes nothing - poll(2). */
#include <poll.h>

#include "tests/test.h"

static void *poller(void *arg) {
	struct pollfd p = { .fd = *(int *)arg, .events = POLLOUT | POLLRDHUP };
	about_to_block();
	EXPECT_EQ(poll(&p, 1, -1), 1);
	EXPECT_EQ(p.revents, POLLRDHUP);
	return NULL;
}

static void check(int fds[2]) {
	fill_up(fds[0]);
	pthread_t thread = start_thread(poller, &fds[0]);
	wait_until_blocked();
	EXPECT_EQ(shutdown(fds[1], SHUT_WR), 0);
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
