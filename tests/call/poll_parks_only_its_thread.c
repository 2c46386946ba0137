/* "If none of the events requested (and no error) has occurred for any of the file descriptors,
 * then poll() blocks until one of the events occurs" - poll(2). */
#include <poll.h>

#include "tests/test.h"

static int fds[3][2];

static void *poller(void *arg) {
	struct pollfd p[3];
	for (int i = 0; i < 3; i++) {
		p[0] = (struct pollfd){ .fd = fds[0][0], .events = POLLIN };
		p[1] = (struct pollfd){ .fd = fds[1][0], .events = POLLIN | POLLRDNORM };
		p[2] = (struct pollfd){ .fd = fds[2][1], .events = POLLOUT };
		about_to_block();
		EXPECT_EQ(poll(p, 3, i == 0 ? -1 : i == 1 ? 100000 : -5), 1);
		EXPECT_EQ(p[0].revents, i == 0 ? POLLIN : 0);
		EXPECT_EQ(p[1].revents, i == 1 ? POLLIN | POLLRDNORM : 0);
		EXPECT_EQ(p[2].revents, i == 2 ? POLLOUT : 0);
		if (i < 2)
			hear(fds[i][0]);
	}
	return arg;
}

int main(void) {
	static char buf[1 << 20];
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(pipe(fds[i]), 0);
	fill_up(fds[2][1]);
	pthread_t thread = start_thread(poller, NULL);
	for (int i = 0; i < 2; i++) {
		wait_until_blocked();
		tell(fds[i][1]);
	}
	wait_until_blocked();
	EXPECT(read(fds[2][0], buf, sizeof buf) > 0);
	join_thread(thread);
	return test_end();
}
