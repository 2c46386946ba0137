/* "Events [...] can also be returned [...] POLLHUP, POLLERR, and POLLNVAL. (These three bits are
 * meaningless in the events field, and will be set in the revents field whenever the corresponding
 * condition is true.)" - poll(2): it waits for them even if events is 0. */
#include <poll.h>

#include "tests/test.h"

struct wait {
	int fd;
	short events, revents;
};

static void *poller(void *arg) {
	const struct wait *wait = arg;
	struct pollfd p = { .fd = wait->fd, .events = wait->events };
	about_to_block();
	EXPECT_EQ(poll(&p, 1, -1), 1);
	EXPECT_EQ(p.revents, wait->revents);
	return NULL;
}

static void check(struct wait wait, int closed) {
	pthread_t thread = start_thread(poller, &wait);
	wait_until_blocked();
	EXPECT_EQ(close(closed), 0);
	join_thread(thread);
	EXPECT_EQ(close(wait.fd), 0);
}

int main(void) {
	int fds[2];
	for (short events = 0; events <= POLLIN; events += POLLIN) {
		EXPECT_EQ(pipe(fds), 0);
		check((struct wait){ fds[0], events, POLLHUP }, fds[1]);
		EXPECT_EQ(pipe(fds), 0);
		check((struct wait){ fds[1], events, POLLERR }, fds[0]);
	}
	EXPECT_EQ(pipe(fds), 0);
	fill_up(fds[1]);
	check((struct wait){ fds[1], POLLOUT, POLLERR }, fds[0]);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check((struct wait){ fds[0], 0, POLLHUP }, fds[1]);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check((struct wait){ fds[0], POLLIN | POLLRDHUP, POLLIN | POLLRDHUP | POLLHUP }, fds[1]);
	return test_end();
}
