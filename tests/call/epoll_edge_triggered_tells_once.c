/* EPOLLET "delivers events only when changes occur on the monitored file descriptor" - epoll(7):
 * once for what has arrived, even if it is not read, and again when more arrives. Without it, over
 * and over. */
#include <sys/epoll.h>

#include "tests/test.h"

static int edge, level, fds[2];

static void *waiter(void *arg) {
	struct epoll_event event;
	for (int i = 0; i < 3; i++) {
		about_to_block();
		EXPECT_EQ(epoll_wait(edge, &event, 1, -1), 1);
		EXPECT_EQ(epoll_wait(edge, &event, 1, 20), 0);
		for (int j = 0; j < 3; j++)
			EXPECT_EQ(epoll_wait(level, &event, 1, -1), 1);
	}
	for (int i = 0; i < 3; i++)
		hear(fds[0]);
	EXPECT_EQ(epoll_wait(level, &event, 1, 20), 0);
	return arg;
}

int main(void) {
	struct epoll_event event = { .events = EPOLLIN };
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	EXPECT((edge = epoll_create1(0)) >= 0 && (level = epoll_create1(0)) >= 0);
	EXPECT_EQ(epoll_ctl(level, EPOLL_CTL_ADD, fds[0], &event), 0);
	event.events |= EPOLLET;
	EXPECT_EQ(epoll_ctl(edge, EPOLL_CTL_ADD, fds[0], &event), 0);
	pthread_t thread = start_thread(waiter, NULL);
	for (int i = 0; i < 3; i++) {
		wait_until_blocked();
		tell(fds[1]);
	}
	join_thread(thread);
	return test_end();
}
