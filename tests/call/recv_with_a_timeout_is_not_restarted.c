/* "The following interfaces are never restarted after being interrupted by a signal handler,
 * regardless of the use of SA_RESTART [...]: "Input" socket interfaces, when a timeout
 * (SO_RCVTIMEO) has been set" - signal(7). Likewise output and SO_SNDTIMEO. */
#include <sys/time.h>

#include "tests/test.h"

static _Atomic int handled;

static void handler(int sig) {
	(void)sig;
	handled++;
}

static void *test(void *arg) {
	int *fds = arg;
	char c = 0;
	about_to_block();
	EXPECT_ERRNO(recv(fds[0], &c, 1, 0), EINTR);
	EXPECT_EQ(handled, 1);
	about_to_block();
	EXPECT_ERRNO(send(fds[0], &c, 1, 0), EINTR);
	EXPECT_EQ(handled, 2);
	return NULL;
}

int main(void) {
	struct timeval tv = { .tv_sec = 1000 };
	int fds[2];
	set_handler(SIGUSR1, handler, SA_RESTART);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	EXPECT_EQ(setsockopt(fds[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv), 0);
	EXPECT_EQ(setsockopt(fds[0], SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv), 0);
	fill_up(fds[0]);
	pthread_t thread = start_thread(test, fds);
	for (int i = 0; i < 2; i++) {
		wait_until_blocked();
		EXPECT_EQ(pthread_kill(thread, SIGUSR1), 0);
	}
	join_thread(thread);
	return test_end();
}
