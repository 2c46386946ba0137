/* The context of a handler that sigsuspend has let in has the mask from before, and what the handler makes of it is the
 * thread's mask behind sigsuspend - sigsuspend(2). */
#include <ucontext.h>

#include "tests/test.h"

static _Atomic int handled;

static void on_signal(int sig, siginfo_t *info, void *context) {
	ucontext_t *uc = context;
	sigset_t now;
	(void)info;
	handled++;
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, NULL, &now), 0);
	EXPECT(sigismember(&now, sig) && sigismember(&now, SIGWINCH) && !sigismember(&now, SIGUSR2));
	EXPECT(sigismember(&uc->uc_sigmask, SIGUSR1) && sigismember(&uc->uc_sigmask, SIGUSR2));
	EXPECT(!sigismember(&uc->uc_sigmask, SIGWINCH));
	sigaddset(&uc->uc_sigmask, SIGURG);
}

static void *waits(void *arg) {
	sigset_t mask, now;
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR1);
	sigaddset(&mask, SIGUSR2);
	EXPECT_EQ(pthread_sigmask(SIG_SETMASK, &mask, NULL), 0);
	EXPECT_EQ(raise(SIGUSR1), 0);
	sigemptyset(&mask);
	sigaddset(&mask, SIGWINCH);
	EXPECT_ERRNO(sigsuspend(&mask), EINTR);
	EXPECT_EQ(handled, 1);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, NULL, &now), 0);
	EXPECT(sigismember(&now, SIGUSR1) && sigismember(&now, SIGUSR2) && sigismember(&now, SIGURG));
	EXPECT(!sigismember(&now, SIGWINCH));
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };
	EXPECT_EQ(sigaction(SIGUSR1, &action, NULL), 0);
	join_thread(start_thread(waits, NULL));
	return test_end();
}
