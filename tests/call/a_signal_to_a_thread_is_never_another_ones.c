/* What is sent to a thread, and is handled there, is neither pending for nor taken by another one that waits for the
 * same signal - signal(7). */
#include <sched.h>
#include <stdbool.h>

#include "tests/test.h"

enum { SENT = 5000 };

static _Atomic bool end;
static _Atomic int handled;

static void on_signal(int sig) {
	(void)sig;
	handled++;
}

static void *handles(void *arg) {
	while (!end)
		sched_yield();
	return arg;
}

static void *looks(void *arg) {
	const struct timespec none = { 0 };
	sigset_t set, pending;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	while (!end) {
		EXPECT_ERRNO(sigtimedwait(&set, NULL, &none), EAGAIN);
		EXPECT_EQ(sigpending(&pending), 0);
		EXPECT(!sigismember(&pending, SIGUSR1));
		sched_yield();
	}
	return arg;
}

int main(void) {
	EXPECT(signal(SIGUSR1, on_signal) != SIG_ERR);
	pthread_t to = start_thread(handles, NULL), other = start_thread(looks, NULL);
	for (int i = 0; i < SENT; i++) {
		int before = handled;
		EXPECT_EQ(pthread_kill(to, SIGUSR1), 0);
		while (i % 100 == 0 && handled == before)
			sched_yield();
	}
	end = true;
	join_thread(to);
	join_thread(other);
	return test_end();
}
