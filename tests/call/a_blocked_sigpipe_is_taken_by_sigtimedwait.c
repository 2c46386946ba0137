/* What libraries do that must not disturb their program: block SIGPIPE in the thread, write, take a
 * SIGPIPE that is pending with sigtimedwait, and put the mask back. Nobody may see it, least of
 * all the default action, which ends the process - write(2), sigtimedwait(2) */
#include "tests/test.h"

static _Atomic int stop;

static void *library(void *arg) {
	struct timespec zero = { 0, 0 };
	int fds[2];
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(close(fds[0]), 0);
	for (int i = 0; i < 20; i++) {
		sigset_t set = set_of(SIGPIPE), old;
		EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, &old), 0);
		EXPECT_ERRNO(write(fds[1], "x", 1), EPIPE);
		EXPECT_EQ(sigtimedwait(&set, NULL, &zero), SIGPIPE);
		EXPECT_EQ(pthread_sigmask(SIG_SETMASK, &old, NULL), 0);
		usleep(100);
	}
	return arg;
}

static void *other(void *arg) {
	while (!stop)
		usleep(50);
	return arg;
}

int main(void) {
	pthread_t running = start_thread(other, NULL);
	join_thread(start_thread(library, NULL));
	library(NULL);
	stop = 1;
	join_thread(running);
	return test_end();
}
