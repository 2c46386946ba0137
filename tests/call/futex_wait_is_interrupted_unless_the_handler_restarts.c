/* "EINTR A FUTEX_WAIT or FUTEX_WAIT_BITSET operation was interrupted by a signal" - futex(2).
 * Without a timeout SA_RESTART restarts it, with one nothing does - signal(7) */
#include "tests/test.h"

static unsigned word;
static _Atomic int done, handled;

static void handler(int sig) {
	(void)sig;
	handled++;
}

static void *interrupted(void *arg) {
	EXPECT_ERRNO(futex(&word, FUTEX_WAIT_PRIVATE, 0, arg), EINTR);
	done = 1;
	return NULL;
}

static void *restarted(void *arg) {
	EXPECT_EQ(futex(&word, FUTEX_WAIT_PRIVATE, 0, NULL), 0);
	done = 1;
	return arg;
}

static void check(void *arg, int sig) {
	done = 0;
	pthread_t id = start_thread(interrupted, arg);
	kill_until(&done, id, sig);
	join_thread(id);
}

int main(void) {
	struct timespec hour = { .tv_sec = 3600 };
	set_handler(SIGUSR1, handler, 0);
	set_handler(SIGUSR2, handler, SA_RESTART);
	check(NULL, SIGUSR1);
	check(&hour, SIGUSR1);
	check(&hour, SIGUSR2);
	done = handled = 0;
	pthread_t id = start_thread(restarted, NULL);
	for (int i = 0; i < 5; i++) {
		linger();
		EXPECT_EQ(pthread_kill(id, SIGUSR2), 0);
		while (handled <= i)
			usleep(100);
	}
	EXPECT_EQ(done, 0);
	while (futex(&word, FUTEX_WAKE_PRIVATE, 1) == 0)
		usleep(100);
	join_thread(id);
	return test_end();
}
