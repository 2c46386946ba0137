/* "A process-directed signal may be delivered to any one of the threads that does not currently
 * have the signal blocked." - signal(7) */
#include "tests/test.h"

static pthread_t handled_by, receiver;
static _Atomic int done;
static int fds[2];

static void handler(int sig) {
	(void)sig;
	handled_by = pthread_self();
}

static void *receives(void *arg) {
	sigset_t usr1 = set_of(SIGUSR1);
	char c;
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &usr1, NULL), 0);
	EXPECT_ERRNO(read(fds[0], &c, 1), EINTR);
	EXPECT(pthread_equal(handled_by, pthread_self()));
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	done = 1;
	return arg;
}

static void *other(void *arg) {
	hear(fds[0]);
	return arg;
}

int main(void) {
	sigset_t usr1 = set_of(SIGUSR1);
	EXPECT_EQ(pipe(fds), 0);
	set_handler(SIGUSR1, handler, 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	pthread_t blocks = start_thread(other, NULL);
	receiver = start_thread(receives, NULL);
	while (!done) {
		EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
		usleep(1000);
	}
	join_thread(receiver);
	tell(fds[1]);
	join_thread(blocks);
	return test_end();
}
