/* "EINTR The wait was interrupted by a signal handler; see signal(7). (This handler was for a
 * signal other than one of those in set.)" - sigtimedwait(2); sigwait goes on - sigwait(3) */
#include "tests/test.h"

static _Atomic int done, handled;

static void handler(int sig) {
	(void)sig;
	handled++;
}

static void *waits(void *arg) {
	sigset_t usr1 = set_of(SIGUSR1);
	EXPECT_ERRNO(sigwaitinfo(&usr1, NULL), EINTR);
	EXPECT(handled > 0);
	done = 1;
	return arg;
}

static void *goes_on(void *arg) {
	sigset_t usr1 = set_of(SIGUSR1);
	int sig;
	EXPECT_EQ(sigwait(&usr1, &sig), 0);
	EXPECT_EQ(sig, SIGUSR1);
	done = 1;
	return arg;
}

int main(void) {
	sigset_t usr1 = set_of(SIGUSR1);
	set_handler(SIGUSR2, handler, SA_RESTART);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	pthread_t id = start_thread(waits, NULL);
	kill_until(&done, id, SIGUSR2);
	join_thread(id);
	done = handled = 0;
	id = start_thread(goes_on, NULL);
	for (int i = 0; i < 5; i++) {
		linger();
		EXPECT_EQ(pthread_kill(id, SIGUSR2), 0);
		while (handled <= i)
			usleep(100);
	}
	EXPECT_EQ(done, 0);
	EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	join_thread(id);
	return test_end();
}
