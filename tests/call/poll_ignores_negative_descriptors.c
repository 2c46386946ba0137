/* "If this field is negative, then the corresponding events field is ignored and the revents field
 * returns zero" - poll(2). */
#include <poll.h>

#include "tests/test.h"

static int fds[2];

static void *poller(void *arg) {
	struct pollfd p[] = {
		{ .fd = -1, .events = POLLIN, .revents = -1 },
		{ .fd = fds[0], .events = POLLIN, .revents = -1 },
		{ .fd = ~fds[0], .events = POLLOUT | POLLPRI, .revents = -1 },
	};
	about_to_block();
	EXPECT_EQ(poll(p, 3, -1), 1);
	EXPECT_EQ(p[0].revents, 0);
	EXPECT_EQ(p[1].revents, POLLIN);
	EXPECT_EQ(p[2].revents, 0);
	EXPECT_EQ(poll(p, 1, 10), 0);
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(poller, NULL);
	wait_until_blocked();
	tell(fds[1]);
	join_thread(thread);
	return test_end();
}
