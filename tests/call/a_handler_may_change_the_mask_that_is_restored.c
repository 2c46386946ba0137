/* The third argument of a SA_SIGINFO handler is "the signal context information that was saved",
 * from which the thread goes on: with the mask in uc_sigmask - sigaction(2), getcontext(3) */
#include <ucontext.h>

#include "tests/test.h"

static _Atomic int handled;

static void handler(int sig, siginfo_t *info, void *context) {
	ucontext_t *uc = context;
	(void)info;
	EXPECT_EQ(sigismember(&uc->uc_sigmask, SIGUSR2), 0);
	EXPECT_EQ(sigaddset(&uc->uc_sigmask, SIGUSR2), 0);
	EXPECT_EQ(sig, SIGUSR1);
	handled++;
}

static void expect_blocked(int sig) {
	sigset_t set;
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, NULL, &set), 0);
	EXPECT_EQ(sigismember(&set, sig), 1);
	EXPECT_EQ(sigismember(&set, SIGUSR1), 0);
}

static void *raises(void *arg) {
	EXPECT_EQ(raise(SIGUSR1), 0);
	expect_blocked(SIGUSR2);
	return arg;
}

static void *is_killed(void *arg) {
	while (!handled)
		usleep(1000);
	expect_blocked(SIGUSR2);
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	EXPECT_EQ(sigaction(SIGUSR1, &action, NULL), 0);
	join_thread(start_thread(raises, NULL));
	handled = 0;
	pthread_t id = start_thread(is_killed, NULL);
	EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
	join_thread(id);
	return test_end();
}
