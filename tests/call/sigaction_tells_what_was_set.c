/* "If oldact is non-NULL, the previous action is saved in oldact." "EINVAL An invalid signal was
 * specified. This will also be generated if an attempt is made to change the action for SIGKILL
 * or SIGSTOP" - sigaction(2) */
#include "tests/test.h"

static void a_handler(int sig, siginfo_t *info, void *context) {
	(void)sig;
	(void)info;
	(void)context;
}

static void check(int sig) {
	struct sigaction action = { .sa_sigaction = a_handler, .sa_mask = set_of(SIGTERM) }, old;
	action.sa_flags = SA_SIGINFO | SA_RESTART | SA_NODEFER | SA_ONSTACK;
	EXPECT_EQ(sigaction(sig, &action, &old), 0);
	EXPECT(old.sa_handler == SIG_DFL);
	EXPECT_EQ(sigaction(sig, NULL, &old), 0);
	EXPECT(old.sa_sigaction == a_handler);
	EXPECT_EQ(old.sa_flags & ~0x04000000, action.sa_flags); /* SA_RESTORER is glibc's */
	EXPECT_EQ(sigismember(&old.sa_mask, SIGTERM), 1);
	EXPECT_EQ(sigismember(&old.sa_mask, sig), sig == SIGTERM);
	action.sa_handler = SIG_IGN;
	action.sa_flags = 0;
	EXPECT_EQ(sigaction(sig, &action, NULL), 0);
	EXPECT_EQ(sigaction(sig, NULL, &old), 0);
	EXPECT(old.sa_handler == SIG_IGN);
	old.sa_handler = SIG_DFL;
	EXPECT_EQ(sigaction(sig, &old, NULL), 0);
	EXPECT_EQ(sigaction(sig, NULL, &old), 0);
	EXPECT(old.sa_handler == SIG_DFL);
}

static void *thread(void *arg) {
	struct sigaction action = { .sa_handler = SIG_IGN };
	for (int sig = 1; sig <= 64; sig++) {
		if (sig != SIGKILL && sig != SIGSTOP && (sig < 32 || sig >= SIGRTMIN))
			check(sig);
	}
	EXPECT_ERRNO(sigaction(SIGKILL, &action, NULL), EINVAL);
	EXPECT_ERRNO(sigaction(SIGSTOP, &action, NULL), EINVAL);
	EXPECT_ERRNO(sigaction(0, &action, NULL), EINVAL);
	EXPECT_ERRNO(sigaction(65, &action, NULL), EINVAL);
	EXPECT_EQ(sigaction(SIGKILL, NULL, &action), 0);
	return arg;
}

int main(void) {
	join_thread(start_thread(thread, NULL));
	thread(NULL);
	return test_end();
}
