/* Closing a descriptor on which a thread waits in poll: "the result is unspecified" - select(2):
 * the kernel lets it wait on, and tells POLLNVAL when another descriptor wakes it; evergreen wakes
 * it for that, and from select with EBADF. */
#include <poll.h>
#include <sys/select.h>

#include "tests/test.h"

static int closed[2], other[2];

static void *poller(void *arg) {
	struct pollfd p[] = {
		{ .fd = closed[0], .events = POLLIN },
		{ .fd = other[0], .events = POLLIN },
	};
	about_to_block();
	int n = poll(p, 2, -1);
	EXPECT(n >= 1);
	EXPECT_EQ(p[0].revents, POLLNVAL);
	EXPECT_EQ(n, (p[0].revents != 0) + (p[1].revents != 0));
	hear(other[0]);
	return arg;
}

static void *selector(void *arg) {
	fd_set reads;
	FD_ZERO(&reads);
	FD_SET(closed[0], &reads);
	FD_SET(other[0], &reads);
	about_to_block();
	int n = select(64, &reads, NULL, NULL, NULL);
	EXPECT(n >= 1 || (n < 0 && errno == EBADF && is_preloaded()));
	hear(other[0]);
	return arg;
}

static void check(void *(*waiter)(void *)) {
	EXPECT_EQ(pipe(closed), 0);
	EXPECT_EQ(pipe(other), 0);
	pthread_t thread = start_thread(waiter, NULL);
	wait_until_blocked();
	EXPECT_EQ(close(closed[0]), 0);
	linger();
	tell(other[1]);
	join_thread(thread);
}

int main(void) {
	check(poller);
	check(selector);
	return test_end();
}
