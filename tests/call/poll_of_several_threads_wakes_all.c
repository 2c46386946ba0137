/* Everybody who polls for a condition is told of it, not only the first - poll(2). By poll, select
 * and epoll_wait. */
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include "tests/test.h"

enum { THREADS = 6 };

static int fds[2];

static void *waiter(void *arg) {
	struct pollfd p = { .fd = fds[0], .events = POLLIN };
	struct epoll_event event = { .events = EPOLLIN };
	int how = (int)(intptr_t)arg % 3, set = epoll_create1(0);
	fd_set reads;
	FD_ZERO(&reads);
	FD_SET(fds[0], &reads);
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, fds[0], &event), 0);
	about_to_block();
	if (how == 0)
		EXPECT_EQ(poll(&p, 1, -1), 1);
	else if (how == 1)
		EXPECT_EQ(select(fds[0] + 1, &reads, NULL, NULL, NULL), 1);
	else
		EXPECT_EQ(epoll_wait(set, &event, 1, -1), 1);
	return NULL;
}

int main(void) {
	pthread_t threads[THREADS];
	EXPECT_EQ(pipe(fds), 0);
	for (int i = 0; i < THREADS; i++) {
		threads[i] = start_thread(waiter, (void *)(intptr_t)i);
		wait_until_blocked();
	}
	tell(fds[1]);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	hear(fds[0]);
	return test_end();
}
