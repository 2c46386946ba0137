/* Closing an epoll descriptor on which a thread waits: the kernel lets it wait on for as long as
 * there is a copy; evergreen fails the call with EBADF - close(2), epoll_wait(2). */
#include <sys/epoll.h>

#include "tests/test.h"

static int set, fds[2];

static void *waiter(void *arg) {
	struct epoll_event event;
	about_to_block();
	int n = epoll_wait(set, &event, 1, -1);
	EXPECT(is_preloaded() ? n < 0 && errno == EBADF : n == 1);
	return arg;
}

int main(void) {
	struct epoll_event event = { .events = EPOLLIN };
	EXPECT((set = epoll_create1(0)) >= 0);
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, fds[0], &event), 0);
	int copy = dup(set);
	pthread_t thread = start_thread(waiter, NULL);
	wait_until_blocked();
	EXPECT_EQ(close(set), 0);
	tell(fds[1]);
	join_thread(thread);
	EXPECT_EQ(epoll_wait(copy, &event, 1, -1), 1);
	return test_end();
}
