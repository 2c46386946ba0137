/* A signal that is ignored, or ignored by default, or blocked, does not end a wait - signal(7). */
#include <poll.h>

#include "tests/test.h"

static int fds[2];

static void handler(int sig) {
	(void)sig;
}

static void *test(void *arg) {
	struct pollfd p = { .fd = fds[0], .events = POLLIN };
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	about_to_block();
	EXPECT_EQ(poll(&p, 1, -1), 1);
	hear(fds[0]);
	about_to_block();
	hear(fds[0]);
	return arg;
}

int main(void) {
	signal(SIGUSR1, SIG_IGN);
	set_handler(SIGUSR2, handler, 0);
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(test, NULL);
	for (int i = 0; i < 2; i++) {
		wait_until_blocked();
		EXPECT_EQ(pthread_kill(thread, SIGUSR1), 0);
		EXPECT_EQ(pthread_kill(thread, SIGWINCH), 0);
		EXPECT_EQ(pthread_kill(thread, SIGUSR2), 0);
		linger();
		tell(fds[1]);
	}
	join_thread(thread);
	return test_end();
}
