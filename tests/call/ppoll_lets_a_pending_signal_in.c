/* "ppoll() allows an application to safely wait until either a file descriptor becomes ready or
 * until a signal is caught" - poll(2): a signal that is blocked and pending, or comes during the
 * wait, is handled inside, the call fails with EINTR, and the mask is what it was. Likewise
 * pselect, epoll_pwait, epoll_pwait2. */
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include "tests/test.h"

static _Atomic int handled;
static int fds[2], ready[2], set;

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
	case 2: return epoll_pwait(set, &event, 1, -1, mask);
	default: return epoll_pwait2(set, &event, 1, NULL, mask);
	}
}

static void *test(void *arg) {
	sigset_t none, now;
	sigemptyset(&none);
	for (int i = 0; i < 8; i++) {
		if (i % 2) { /* it is pending before */
			tell(ready[1]);
			do
				sigpending(&now);
			while (!sigismember(&now, SIGUSR1) && usleep(100) == 0);
			EXPECT_EQ(handled, i);
		} else {
			about_to_block();
		}
		EXPECT_ERRNO(wait_in(i / 2, &none), EINTR);
		EXPECT_EQ(handled, i + 1);
		pthread_sigmask(SIG_SETMASK, NULL, &now);
		EXPECT(sigismember(&now, SIGUSR1));
	}
	return arg;
}

int main(void) {
	struct epoll_event event = { .events = EPOLLIN };
	sigset_t usr1;
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	set_handler(SIGUSR1, handler, SA_RESTART);
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pipe(ready), 0);
	EXPECT((set = epoll_create1(0)) >= 0);
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, fds[0], &event), 0);
	pthread_t thread = start_thread(test, NULL);
	for (int i = 0; i < 8; i++) {
		if (i % 2)
			hear(ready[0]);
		else
			wait_until_blocked();
		EXPECT_EQ(pthread_kill(thread, SIGUSR1), 0);
	}
	join_thread(thread);
	return test_end();
}
