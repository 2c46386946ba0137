/* A program that handles and ignores a signal in turn, while it arrives, goes on: signal(2). */
#include "tests/test.h"

enum { TURNS = 20000 };

static _Atomic int handled;

static void on_signal(int sig) {
	(void)sig;
	handled++;
}

static void *toggles(void *arg) {
	for (int i = 0; i < TURNS || handled == 0; i++) {
		EXPECT(signal(SIGUSR1, SIG_IGN) != SIG_ERR);
		EXPECT(signal(SIGUSR1, on_signal) == SIG_IGN);
	}
	return arg;
}

int main(void) {
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };
	const struct itimerspec often = { { 0, 20000 }, { 0, 20000 } };
	timer_t timer;
	EXPECT(signal(SIGUSR1, on_signal) != SIG_ERR);
	EXPECT_EQ(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
	EXPECT_EQ(timer_settime(timer, 0, &often, NULL), 0);
	join_thread(start_thread(toggles, NULL));
	EXPECT_EQ(timer_delete(timer), 0);
	return test_end();
}
