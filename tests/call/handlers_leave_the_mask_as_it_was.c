/* Whatever signals interrupt each other: when their handlers have returned, the thread blocks what it blocked before,
 * sigaction(2). Timers send two of them as fast as they are handled, to a thread and its like. */
#include <signal.h>
#include <stdbool.h>
#include <sys/time.h>

#include "tests/test.h"

enum { HANDLED = 5000 };

static _Atomic int users, alarms;

static void on_user(int sig) {
	(void)sig;
	users++;
}

static void on_alarm(int sig) {
	(void)sig;
	alarms++;
}

static void *sleeps(void *arg) {
	_Atomic bool *end = arg;
	while (!*end)
		usleep(100);
	return NULL;
}

int main(void) {
	struct sigaction user = { .sa_handler = on_user, .sa_flags = SA_RESTART },
			 alarm = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
	EXPECT_EQ(sigaction(SIGUSR1, &user, NULL), 0);
	EXPECT_EQ(sigaction(SIGALRM, &alarm, NULL), 0);
	_Atomic bool end = false;
	pthread_t thread = start_thread(sleeps, &end);
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };
	timer_t timer;
	EXPECT_EQ(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
	struct itimerspec often = { { 0, 20000 }, { 0, 20000 } };
	struct itimerval also = { { 0, 21 }, { 0, 21 } };
	EXPECT_EQ(timer_settime(timer, 0, &often, NULL), 0);
	EXPECT_EQ(setitimer(ITIMER_REAL, &also, NULL), 0);
	while (users < HANDLED || alarms < HANDLED) {
		sigset_t mask;
		EXPECT_EQ(pthread_sigmask(SIG_BLOCK, NULL, &mask), 0);
		if (sigismember(&mask, SIGUSR1) || sigismember(&mask, SIGALRM))
			FAIL("after %d and %d signals one of them is blocked", users, alarms);
	}
	EXPECT_EQ(timer_delete(timer), 0);
	also = (struct itimerval){ 0 };
	EXPECT_EQ(setitimer(ITIMER_REAL, &also, NULL), 0);
	end = true;
	join_thread(thread);
	return test_end();
}
