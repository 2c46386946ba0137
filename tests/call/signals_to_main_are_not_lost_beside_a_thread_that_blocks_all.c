/* A signal that main accepts is handled once for each time it is sent, when the last one was handled before:
 * signal(7). Another thread, which blocks all signals and waits with a deadline, changes nothing. (As Python's
 * faulthandler.dump_traceback_later; test_signal.StressTest.test_stress_delivery_simultaneous.) */
#include "tests/test.h"

#include <semaphore.h>
#include <signal.h>
#include <sys/time.h>

enum { ROUNDS = 20000 };

static _Atomic int users, alarms;
static sem_t ready;
static pthread_mutex_t never = PTHREAD_MUTEX_INITIALIZER;

static void on_user(int sig) {
	(void)sig;
	users++;
}

static void on_alarm(int sig) {
	(void)sig;
	alarms++;
}

static void *blocks_all(void *arg) {
	sigset_t all;
	struct timespec at = in_ms(CLOCK_REALTIME, 100000);
	sigfillset(&all);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &all, NULL), 0);
	EXPECT_EQ(sem_post(&ready), 0);
	EXPECT_EQ(pthread_mutex_timedlock(&never, &at), 0);
	EXPECT_EQ(pthread_mutex_unlock(&never), 0);
	return arg;
}

int main(void) {
	struct sigaction user = { .sa_handler = on_user }, alarm = { .sa_handler = on_alarm };
	EXPECT_EQ(sigaction(SIGUSR1, &user, NULL), 0);
	EXPECT_EQ(sigaction(SIGALRM, &alarm, NULL), 0);
	EXPECT_EQ(sem_init(&ready, 0, 0), 0);
	EXPECT_EQ(pthread_mutex_lock(&never), 0);
	pthread_t thread = start_thread(blocks_all, NULL);
	while (sem_wait(&ready))
		;
	for (int i = 1; i <= ROUNDS; i++) {
		struct itimerval soon = { .it_value = { 0, 1 + i % 10 } };
		EXPECT_EQ(setitimer(ITIMER_REAL, &soon, NULL), 0);
		EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
		int64_t until = now_ms() + 10000;
		while (users < i || alarms < i) {
			struct timespec nap = { 0, 10000 };
			clock_nanosleep(CLOCK_MONOTONIC, 0, &nap, NULL);
			if (now_ms() > until)
				FAIL("round %d: %d SIGUSR1, %d SIGALRM", i, users, alarms);
		}
	}
	EXPECT_EQ(pthread_mutex_unlock(&never), 0);
	join_thread(thread);
	return test_end();
}
