/* "Will closing a file descriptor cause it to be removed from all epoll interest lists? Yes", if no
 * copy is left - epoll(7): who waits for the set goes on to wait for the others. */
#include <sys/epoll.h>

#include "tests/test.h"

static int set, a[2], b[2];

static void *waiter(void *arg) {
	struct epoll_event event;
	about_to_block();
	EXPECT_EQ(epoll_wait(set, &event, 1, -1), 1);
	EXPECT_EQ(event.data.fd, b[0]);
	return arg;
}

static void add(int fd) {
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, fd, &event), 0);
}

int main(void) {
	EXPECT((set = epoll_create1(0)) >= 0);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, a), 0);
	EXPECT_EQ(pipe(b), 0);
	add(a[0]);
	add(b[0]);
	pthread_t thread = start_thread(waiter, NULL);
	wait_until_blocked();
	EXPECT_EQ(close(a[0]), 0);
	linger();
	EXPECT_EQ(send(a[1], "x", 1, MSG_NOSIGNAL), -1);
	tell(b[1]);
	join_thread(thread);
	return test_end();
}
