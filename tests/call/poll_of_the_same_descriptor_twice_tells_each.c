/* A descriptor that occurs more than once is told of each time, with what was asked for there -
 * poll(2), fs/select.c. */
#include <poll.h>

#include "tests/test.h"

static int fds[2];

static void *poller(void *arg) {
	struct pollfd p[] = {
		{ .fd = fds[0], .events = POLLIN },
		{ .fd = fds[0], .events = POLLIN | POLLPRI },
		{ .fd = fds[0], .events = POLLRDHUP },
		{ .fd = fds[0], .events = POLLIN | POLLOUT },
	};
	about_to_block();
	EXPECT_EQ(poll(p, 4, -1), 3);
	EXPECT_EQ(p[0].revents, POLLIN);
	EXPECT_EQ(p[1].revents, POLLIN);
	EXPECT_EQ(p[2].revents, 0);
	EXPECT_EQ(p[3].revents, POLLIN);
	EXPECT_EQ(poll(p, 1, -1), 1);
	hear(fds[0]);
	struct pollfd plain[] = { { .fd = fds[0], .events = POLLIN }, p[0] };
	about_to_block();
	EXPECT_EQ(poll(plain, 2, -1), 2);
	return arg;
}

int main(void) {
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	fill_up(fds[0]);
	pthread_t thread = start_thread(poller, NULL);
	for (int i = 0; i < 2; i++) {
		wait_until_blocked();
		tell(fds[1]);
	}
	join_thread(thread);
	return test_end();
}
