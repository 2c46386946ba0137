/* "While one thread is blocked in a call to epoll_wait(), it is possible for another thread to add
 * a file descriptor to the waited-upon epoll instance. If the new file descriptor becomes ready, it
 * will cause the epoll_wait() call to unblock" - epoll_wait(2). Likewise one that is modified; and
 * one that is removed does not. */
#include <sys/epoll.h>

#include "tests/test.h"

static int set;

static void *waiter(void *arg) {
	struct epoll_event event;
	for (int i = 1; i <= 3; i++) {
		about_to_block();
		EXPECT_EQ(epoll_wait(set, &event, 1, -1), 1);
		EXPECT_EQ(event.data.u32, i);
	}
	return arg;
}

static void ctl(int op, int fd, uint32_t events, uint32_t data) {
	struct epoll_event event = { .events = events, .data.u32 = data };
	EXPECT_EQ(epoll_ctl(set, op, fd, &event), 0);
}

int main(void) {
	int a[2], b[2], c[2];
	EXPECT((set = epoll_create1(0)) >= 0);
	EXPECT_EQ(pipe(a) + pipe(b) + pipe(c), 0);
	tell(b[1]);
	tell(c[1]);
	ctl(EPOLL_CTL_ADD, a[0], EPOLLIN | EPOLLONESHOT, 1);
	ctl(EPOLL_CTL_ADD, b[0], 0, 9);
	pthread_t thread = start_thread(waiter, NULL);
	wait_until_blocked();
	tell(a[1]);
	wait_until_blocked();
	ctl(EPOLL_CTL_MOD, b[0], EPOLLIN | EPOLLONESHOT, 2);
	wait_until_blocked();
	ctl(EPOLL_CTL_DEL, a[0], 0, 0);
	tell(a[1]);
	linger();
	ctl(EPOLL_CTL_ADD, c[0], EPOLLIN, 3);
	join_thread(thread);
	return test_end();
}
