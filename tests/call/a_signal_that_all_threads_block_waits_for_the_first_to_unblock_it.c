/* "a signal may be blocked, which means that it will not be delivered until it is later unblocked":
 * a process-directed one is pending for all threads, and goes to whichever unblocks it -
 * signal(7) */
#include "tests/test.h"

static _Atomic int handled;
static pthread_t handled_by;
static int fds[2];

static void handler(int sig) {
	(void)sig;
	handled_by = pthread_self();
	handled++;
}

static void *unblocks(void *arg) {
	sigset_t usr1 = set_of(SIGUSR1), pending;
	hear(fds[0]);
	EXPECT_EQ(sigpending(&pending), 0);
	EXPECT_EQ(sigismember(&pending, SIGUSR1), 1);
	EXPECT_EQ(handled, 0);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &usr1, NULL), 0);
	EXPECT_EQ(handled, 1);
	EXPECT(pthread_equal(handled_by, pthread_self()));
	EXPECT_EQ(sigpending(&pending), 0);
	EXPECT_EQ(sigismember(&pending, SIGUSR1), 0);
	return arg;
}

int main(void) {
	sigset_t usr1 = set_of(SIGUSR1), pending;
	EXPECT_EQ(pipe(fds), 0);
	set_handler(SIGUSR1, handler, 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	pthread_t id = start_thread(unblocks, NULL);
	EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	linger();
	EXPECT_EQ(sigpending(&pending), 0);
	EXPECT_EQ(sigismember(&pending, SIGUSR1), 1);
	tell(fds[1]);
	join_thread(id);
	EXPECT_EQ(handled, 1);
	return test_end();
}
