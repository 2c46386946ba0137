/* "A call to epoll_wait() will block until either: a file descriptor delivers an event; the call is
 * interrupted by a signal handler; or the timeout expires" - epoll_wait(2). */
#include <sys/epoll.h>

#include "tests/test.h"

static int set, fds[2];

static void *waiter(void *arg) {
	struct epoll_event events[4];
	struct timespec ts = { .tv_sec = 1000 };
	for (int i = 0; i < 4; i++) {
		about_to_block();
		if (i == 0)
			EXPECT_EQ(epoll_wait(set, events, 4, -1), 1);
		else if (i == 1)
			EXPECT_EQ(epoll_pwait(set, events, 4, 1000000, NULL), 1);
		else
			EXPECT_EQ(epoll_pwait2(set, events, 4, i == 2 ? &ts : NULL, NULL), 1);
		EXPECT_EQ(events[0].events, EPOLLIN);
		EXPECT_EQ(events[0].data.u64, 0x123456789abcdef);
		hear(fds[0]);
	}
	return arg;
}

int main(void) {
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = 0x123456789abcdef };
	EXPECT((set = epoll_create1(EPOLL_CLOEXEC)) >= 0);
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, fds[0], &event), 0);
	pthread_t thread = start_thread(waiter, NULL);
	for (int i = 0; i < 4; i++) {
		wait_until_blocked();
		tell(fds[1]);
	}
	join_thread(thread);
	return test_end();
}
