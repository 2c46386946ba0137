/* POLLNVAL: "Invalid request: fd not open (only returned in revents; ignored in events)" - poll(2),
 * at once, and the others are still told of. */
#include <poll.h>

#include "tests/test.h"

static void *test(void *arg) {
	int fds[2];
	(void)arg;
	EXPECT_EQ(pipe(fds), 0);
	struct pollfd p[] = {
		{ .fd = 500, .events = POLLIN },
		{ .fd = fds[0], .events = POLLIN },
		{ .fd = 1 << 30, .events = POLLPRI },
		{ .fd = fds[1], .events = POLLOUT },
	};
	EXPECT_EQ(poll(p, 4, -1), 3);
	EXPECT_EQ(p[0].revents, POLLNVAL);
	EXPECT_EQ(p[1].revents, 0);
	EXPECT_EQ(p[2].revents, POLLNVAL);
	EXPECT_EQ(p[3].revents, POLLOUT);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
