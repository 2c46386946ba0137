/* EPOLLONESHOT: "after an event notified for the file descriptor by epoll_wait(2), the file
 * descriptor is disabled in the interest list and no other events will be reported [...]. The user
 * must call epoll_ctl() with EPOLL_CTL_MOD to rearm the file descriptor with a new event mask" -
 * epoll_ctl(2). With several threads that wait, each event goes to one of them. */
#include <sys/epoll.h>

#include "tests/test.h"

enum { THREADS = 4, EVENTS = 40 };

static int set, fds[2], done[2];

static void *worker(void *arg) {
	struct epoll_event event;
	for (;;) {
		about_to_block();
		EXPECT_EQ(epoll_wait(set, &event, 1, -1), 1);
		if (event.data.fd != fds[0])
			return arg;
		hear(fds[0]);
		event.events = EPOLLIN | EPOLLONESHOT;
		if (event.data.fd == fds[0])
			EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_MOD, fds[0], &event), 0);
		tell(done[1]);
	}
}

int main(void) {
	struct epoll_event event = { .events = EPOLLIN | EPOLLONESHOT };
	int stop[2];
	pthread_t threads[THREADS];
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pipe(done), 0);
	EXPECT_EQ(pipe(stop), 0);
	EXPECT((set = epoll_create1(0)) >= 0);
	event.data.fd = fds[0];
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, fds[0], &event), 0);
	for (int i = 0; i < THREADS; i++) {
		threads[i] = start_thread(worker, NULL);
		wait_until_blocked();
	}
	for (int i = 0; i < EVENTS; i++) {
		tell(fds[1]);
		hear(done[0]);
	}
	event = (struct epoll_event){ .events = EPOLLIN, .data.fd = stop[0] };
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, stop[0], &event), 0);
	tell(stop[1]);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	return test_end();
}
