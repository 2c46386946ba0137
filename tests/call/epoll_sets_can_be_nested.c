/* "Is the epoll file descriptor itself poll/epoll/selectable? Yes. If an epoll file descriptor has
 * events waiting, then it will indicate as being readable" - epoll(7). */
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include "tests/test.h"

static int inner, outer, fds[2];

static void *waiter(void *arg) {
	struct epoll_event event;
	struct pollfd p = { .fd = inner, .events = POLLIN };
	fd_set reads;
	FD_ZERO(&reads);
	FD_SET(outer, &reads);
	for (int i = 0; i < 3; i++) {
		about_to_block();
		if (i == 0)
			EXPECT_EQ(epoll_wait(outer, &event, 1, -1), 1);
		else if (i == 1)
			EXPECT_EQ(poll(&p, 1, -1), 1);
		else
			EXPECT_EQ(select(outer + 1, &reads, NULL, NULL, NULL), 1);
		EXPECT_EQ(epoll_wait(inner, &event, 1, 0), 1);
		EXPECT_EQ(event.data.fd, fds[0]);
		hear(fds[0]);
		EXPECT_EQ(epoll_wait(outer, &event, 1, 0), 0);
	}
	return arg;
}

int main(void) {
	struct epoll_event event = { .events = EPOLLIN };
	EXPECT((inner = epoll_create1(0)) >= 0 && (outer = epoll_create1(0)) >= 0);
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(epoll_ctl(outer, EPOLL_CTL_ADD, inner, &event), 0);
	event.data.fd = fds[0];
	EXPECT_EQ(epoll_ctl(inner, EPOLL_CTL_ADD, fds[0], &event), 0);
	pthread_t thread = start_thread(waiter, NULL);
	for (int i = 0; i < 3; i++) {
		wait_until_blocked();
		tell(fds[1]);
	}
	join_thread(thread);
	return test_end();
}
