/* "If the flag argument is true (1) and no data has been transferred, then a system call
 * interrupted by the signal sig will return -1 and errno will be set to EINTR"; false restarts -
 * siginterrupt(3) */
#include "tests/test.h"

static _Atomic int done, handled;
static int fds[2];

static void handler(int sig) {
	(void)sig;
	handled++;
}

static void *interrupted(void *arg) {
	char c;
	EXPECT_ERRNO(read(fds[0], &c, 1), EINTR);
	done = 1;
	return arg;
}

static void *restarted(void *arg) {
	hear(fds[0]);
	done = 1;
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	EXPECT(signal(SIGUSR1, handler) == SIG_DFL);
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
	EXPECT_EQ(siginterrupt(SIGUSR1, 1), 0);
	pthread_t id = start_thread(interrupted, NULL);
	kill_until(&done, id, SIGUSR1);
	join_thread(id);
	EXPECT_EQ(siginterrupt(SIGUSR1, 0), 0);
	done = handled = 0;
	id = start_thread(restarted, NULL);
	for (int i = 0; i < 3; i++) {
		linger();
		EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
		while (handled <= i)
			usleep(100);
	}
	EXPECT_EQ(done, 0);
	tell(fds[1]);
	join_thread(id);
	return test_end();
}
