/* "The following interfaces are never restarted after being interrupted by a signal handler,
 * regardless of the use of SA_RESTART; they always fail with the error EINTR [...]: epoll_wait(2),
 * epoll_pwait(2), poll(2), ppoll(2), select(2), and pselect(2)" - signal(7). */
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include "tests/test.h"

enum { CALLS = 7 };

static int fds[2], set;
static _Atomic int handled;

static void handler(int sig) {
	(void)sig;
	handled++;
}

static void *test(void *arg) {
	struct pollfd p = { .fd = fds[0], .events = POLLIN };
	struct epoll_event event;
	struct timeval tv = { .tv_sec = 1000 };
	fd_set reads, before;
	FD_ZERO(&reads);
	FD_SET(fds[0], &reads);
	before = reads;
	long n = 0;
	for (int i = 0; i < CALLS; i++) {
		about_to_block();
		switch (i) {
		case 0: n = poll(&p, 1, -1); break;
		case 1: n = ppoll(&p, 1, NULL, NULL); break;
		case 2: n = select(fds[0] + 1, &reads, NULL, NULL, &tv); break;
		case 3: n = pselect(fds[0] + 1, &reads, NULL, NULL, NULL, NULL); break;
		case 4: n = epoll_wait(set, &event, 1, -1); break;
		case 5: n = epoll_pwait(set, &event, 1, 1000000, NULL); break;
		case 6: n = poll(NULL, 0, 1000000); break;
		}
		EXPECT_EQ(n, -1);
		EXPECT_EQ(errno, EINTR);
		EXPECT_EQ(handled, i + 1);
	}
	EXPECT(!memcmp(&reads, &before, sizeof reads));
	EXPECT(tv.tv_sec < 1000 && tv.tv_sec > 500);
	return arg;
}

int main(void) {
	struct epoll_event event = { .events = EPOLLIN };
	set_handler(SIGUSR1, handler, SA_RESTART);
	EXPECT_EQ(pipe(fds), 0);
	EXPECT((set = epoll_create1(0)) >= 0);
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, fds[0], &event), 0);
	pthread_t thread = start_thread(test, NULL);
	for (int i = 0; i < CALLS; i++) {
		wait_until_blocked();
		EXPECT_EQ(pthread_kill(thread, SIGUSR1), 0);
	}
	join_thread(thread);
	return test_end();
}
