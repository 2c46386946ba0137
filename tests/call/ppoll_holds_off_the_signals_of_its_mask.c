/* The mask of ppoll counts while it waits, as by "pthread_sigmask(SIG_SETMASK, &sigmask,
 * &origmask)" - poll(2): a signal that it blocks does not interrupt, and is handled when the call
 * has returned. Likewise pselect, epoll_pwait. */
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include "tests/test.h"

static _Atomic int handled;
static int fds[2], set;

static void handler(int sig) {
	(void)sig;
	handled++;
}

static long wait_in(int how, const sigset_t *mask) {
	struct pollfd p = { .fd = fds[0], .events = POLLIN };
	struct epoll_event event;
	fd_set reads;
	FD_ZERO(&reads);
	FD_SET(fds[0], &reads);
	switch (how) {
	case 0: return ppoll(&p, 1, NULL, mask);
	case 1: return pselect(fds[0] + 1, &reads, NULL, NULL, NULL, mask);
	default: return epoll_pwait(set, &event, 1, -1, mask);
	}
}

static void *test(void *arg) {
	sigset_t all;
	sigfillset(&all);
	for (int i = 0; i < 3; i++) {
		about_to_block();
		EXPECT_EQ(wait_in(i, &all), 1);
		EXPECT_EQ(handled, i + 1);
		hear(fds[0]);
	}
	return arg;
}

int main(void) {
	struct epoll_event event = { .events = EPOLLIN };
	set_handler(SIGUSR1, handler, 0);
	EXPECT_EQ(pipe(fds), 0);
	EXPECT((set = epoll_create1(0)) >= 0);
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, fds[0], &event), 0);
	pthread_t thread = start_thread(test, NULL);
	for (int i = 0; i < 3; i++) {
		wait_until_blocked();
		EXPECT_EQ(pthread_kill(thread, SIGUSR1), 0);
		linger();
		EXPECT_EQ(handled, i);
		tell(fds[1]);
	}
	join_thread(thread);
	return test_end();
}
