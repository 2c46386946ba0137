/* The context of a handler is what the signal has interrupted, as sampling profilers want to know it, also of one that
 * another thread has sent - sigaction(2). */
#include <stdbool.h>
#include <ucontext.h>
#include <unwind.h>

#include "tests/test.h"

enum { SENT = 50 };

static _Atomic int handled;
static _Atomic bool begun, over;

static void *computes(void *arg) {
	begun = true;
	for (volatile unsigned long n = 0; !over; n++)
		;
	return arg;
}

static void on_signal(int sig, siginfo_t *info, void *context) {
	const ucontext_t *uc = context;
	(void)sig;
	(void)info;
	void *at = (void *)(uintptr_t)uc->uc_mcontext.gregs[REG_RIP];
	EXPECT(_Unwind_FindEnclosingFunction(at) == (void *)computes);
	handled++;
}

int main(void) {
	struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };
	EXPECT_EQ(sigaction(SIGUSR1, &action, NULL), 0);
	pthread_t thread = start_thread(computes, NULL);
	while (!begun)
		usleep(100);
	for (int i = 1; i <= SENT; i++) {
		EXPECT_EQ(pthread_kill(thread, SIGUSR1), 0);
		while (handled < i)
			usleep(100);
	}
	over = true;
	join_thread(thread);
	return test_end();
}
