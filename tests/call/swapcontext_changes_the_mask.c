/* Contexts have a signal mask each, and to go from one to another is to change it - swapcontext(3). */
#include <ucontext.h>

#include "tests/test.h"

static __thread ucontext_t outer, inner;
static __thread volatile int handled;

static void on_signal(int sig) {
	(void)sig;
	handled++;
}

static int blocks(int sig) {
	sigset_t now;
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, NULL, &now), 0);
	return sigismember(&now, sig);
}

static void inside(void) {
	sigset_t none;
	sigemptyset(&none);
	EXPECT(blocks(SIGUSR1));
	EXPECT_EQ(raise(SIGUSR1), 0);
	EXPECT_EQ(handled, 0);
	EXPECT_EQ(pthread_sigmask(SIG_SETMASK, &none, NULL), 0);
	EXPECT_EQ(handled, 1);
	EXPECT_EQ(raise(SIGUSR2), 0);
	EXPECT_EQ(handled, 2);
	EXPECT_EQ(swapcontext(&inner, &outer), 0);
	EXPECT(!blocks(SIGUSR2));
	EXPECT_EQ(setcontext(&outer), 0);
}

static void *swaps(void *arg) {
	static char stacks[2][64 << 10];
	char *stack = stacks[*(int *)arg];
	sigset_t mask;
	volatile int times = 0;
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR2);
	EXPECT_EQ(pthread_sigmask(SIG_SETMASK, &mask, NULL), 0);
	EXPECT_EQ(getcontext(&inner), 0);
	inner.uc_stack.ss_sp = stack;
	inner.uc_stack.ss_size = sizeof stacks[0];
	sigemptyset(&inner.uc_sigmask);
	sigaddset(&inner.uc_sigmask, SIGUSR1);
	makecontext(&inner, inside, 0);
	EXPECT_EQ(swapcontext(&outer, &inner), 0);
	EXPECT(blocks(SIGUSR2) && !blocks(SIGUSR1));
	if (times++ == 0)
		EXPECT_EQ(swapcontext(&outer, &inner), 0);
	EXPECT(blocks(SIGUSR2));
	return arg;
}

int main(void) {
	pthread_t threads[2];
	EXPECT(signal(SIGUSR1, on_signal) != SIG_ERR);
	EXPECT(signal(SIGUSR2, on_signal) != SIG_ERR);
	for (int i = 0; i < 2; i++) {
		static int numbers[2] = { 0, 1 };
		threads[i] = start_thread(swaps, &numbers[i]);
	}
	for (int i = 0; i < 2; i++)
		join_thread(threads[i]);
	return test_end();
}
