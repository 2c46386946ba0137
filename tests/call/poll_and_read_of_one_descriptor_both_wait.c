/* One thread waits in poll and another in read for the same descriptor: neither takes the other's
 * wake-up for good - poll(2), read(2). */
#include <poll.h>

#include "tests/test.h"

static int fds[2], polled[2];

static void *poller(void *arg) {
	struct pollfd p = { .fd = fds[0], .events = POLLIN };
	about_to_block();
	do
		EXPECT_EQ(poll(&p, 1, -1), 1);
	while (!(p.revents & POLLHUP));
	return arg;
}

static void *reader(void *arg) {
	about_to_block();
	for (int i = 0; i < 100; i++) {
		hear(fds[0]);
		tell(polled[1]);
	}
	return arg;
}

static void check(void *(*first)(void *), void *(*second)(void *)) {
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pipe(polled), 0);
	pthread_t a = start_thread(first, NULL);
	wait_until_blocked();
	pthread_t b = start_thread(second, NULL);
	wait_until_blocked();
	for (int i = 0; i < 100; i++) {
		tell(fds[1]);
		hear(polled[0]);
	}
	EXPECT_EQ(close(fds[1]), 0);
	join_thread(a);
	join_thread(b);
}

int main(void) {
	check(poller, reader);
	check(reader, poller);
	return test_end();
}
