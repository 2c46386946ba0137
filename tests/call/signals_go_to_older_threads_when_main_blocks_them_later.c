/* A thread that was created while nothing was blocked accepts the process's signals also after the
 * main thread has blocked them - signal(7) */
#include "tests/test.h"

static pthread_t waiter, handled_by;
static _Atomic int begun, done;
static int fds[2];

static void handler(int sig) {
	(void)sig;
	handled_by = pthread_self();
}

static void *waits(void *arg) {
	char c;
	begun = 1;
	EXPECT_ERRNO(read(fds[0], &c, 1), EINTR);
	EXPECT(pthread_equal(handled_by, pthread_self()));
	done = 1;
	return arg;
}

int main(void) {
	sigset_t usr1 = set_of(SIGUSR1);
	EXPECT_EQ(pipe(fds), 0);
	set_handler(SIGUSR1, handler, 0);
	waiter = start_thread(waits, NULL);
	while (!begun)
		usleep(100);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	while (!done) {
		EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
		usleep(1000);
	}
	join_thread(waiter);
	return test_end();
}
