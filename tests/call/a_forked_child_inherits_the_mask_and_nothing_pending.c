/* "The child's set of pending signals is initially empty", and "A child created via fork(2)
 * inherits a copy of its parent's signal mask" and dispositions - fork(2), signal(7); also if a
 * thread other than main forks. */
#include "tests/test.h"

static volatile sig_atomic_t handled;

static void handler(int sig) {
	(void)sig;
	handled++;
}

static void child(void) {
	sigset_t set, usr1 = set_of(SIGUSR1);
	EXPECT_EQ(sigpending(&set), 0);
	EXPECT_EQ(sigismember(&set, SIGUSR1), 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, NULL, &set), 0);
	EXPECT_EQ(sigismember(&set, SIGUSR1), 1);
	EXPECT_EQ(sigismember(&set, SIGUSR2), 0);
	EXPECT_EQ(raise(SIGUSR2), 0);
	EXPECT_EQ(handled, 1);
	EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	EXPECT_EQ(handled, 1);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &usr1, NULL), 0);
	EXPECT_EQ(handled, 2);
}

static void *forks(void *arg) {
	sigset_t usr1 = set_of(SIGUSR1);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	EXPECT_EQ(raise(SIGUSR1), 0);
	EXPECT_EQ(run_in_child(child), 0);
	EXPECT_EQ(handled, 0);
	EXPECT_EQ(sigtimedwait(&usr1, NULL, &(struct timespec){ 0, 0 }), SIGUSR1);
	return arg;
}

int main(void) {
	set_handler(SIGUSR1, handler, 0);
	set_handler(SIGUSR2, handler, 0);
	join_thread(start_thread(forks, NULL));
	forks(NULL);
	return test_end();
}
