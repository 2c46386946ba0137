/* sigset(3): "sighold() adds sig to the calling process's signal mask. sigrelse() removes sig";
 * sigset with SIG_HOLD blocks, with a handler unblocks; sigignore ignores. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#include "tests/test.h"

static volatile sig_atomic_t handled;

static void handler(int sig) {
	(void)sig;
	handled++;
}

static void *thread(void *arg) {
	handled = 0;
	EXPECT(sigset(SIGUSR1, handler) == SIG_DFL);
	EXPECT_EQ(raise(SIGUSR1), 0);
	EXPECT_EQ(handled, 1);
	EXPECT_EQ(sighold(SIGUSR1), 0);
	EXPECT_EQ(raise(SIGUSR1), 0);
	EXPECT_EQ(handled, 1);
	EXPECT_EQ(sigrelse(SIGUSR1), 0);
	EXPECT_EQ(handled, 2);
	EXPECT(sigset(SIGUSR1, SIG_HOLD) == handler);
	EXPECT_EQ(raise(SIGUSR1), 0);
	EXPECT_EQ(handled, 2);
	EXPECT(sigset(SIGUSR1, handler) == SIG_HOLD);
	EXPECT_EQ(handled, 3);
	EXPECT_EQ(sigignore(SIGUSR1), 0);
	EXPECT_EQ(raise(SIGUSR1), 0);
	EXPECT_EQ(handled, 3);
	EXPECT(sigset(SIGUSR1, SIG_DFL) == SIG_IGN);
	EXPECT_ERRNO(sighold(99), EINVAL);
	return arg;
}

int main(void) {
	join_thread(start_thread(thread, NULL));
	thread(NULL);
	return test_end();
}
