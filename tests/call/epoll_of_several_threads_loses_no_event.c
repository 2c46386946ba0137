/* Several threads in epoll_wait on one set, edge-triggered: each event wakes one of them -
 * epoll(7), and all events are told of. */
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "tests/test.h"

enum { THREADS = 5, DESCRIPTORS = 50, EVENTS = 1000 };

static int set, fds[DESCRIPTORS], done[2];

static void *worker(void *arg) {
	for (;;) {
		struct epoll_event event;
		eventfd_t value;
		EXPECT_EQ(epoll_wait(set, &event, 1, -1), 1);
		if (event.data.fd < 0)
			return arg;
		if (eventfd_read(event.data.fd, &value) < 0) { /* another has read it with its own */
			EXPECT_EQ(errno, EAGAIN);
			continue;
		}
		for (; value > 0; value--)
			tell(done[1]);
	}
}

int main(void) {
	pthread_t threads[THREADS];
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };
	EXPECT((set = epoll_create1(0)) >= 0);
	EXPECT_EQ(pipe(done), 0);
	for (int i = 0; i < DESCRIPTORS; i++) {
		EXPECT((event.data.fd = fds[i] = eventfd(0, EFD_NONBLOCK)) >= 0);
		EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, fds[i], &event), 0);
	}
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(worker, NULL);
	for (int i = 0; i < EVENTS; i++) {
		EXPECT_EQ(eventfd_write(fds[i * 7 % DESCRIPTORS], 1), 0);
		if (i >= DESCRIPTORS / 2)
			hear(done[0]);
	}
	for (int i = 0; i < DESCRIPTORS / 2; i++)
		hear(done[0]);
	event = (struct epoll_event){ .events = EPOLLIN, .data.fd = -1 };
	int stop = eventfd(1, 0);
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, stop, &event), 0);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	return test_end();
}
