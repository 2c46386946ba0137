/* A signal whose handler has run before sem_wait is called does not make that fail with EINTR: signal(7). */
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>

#include "tests/test.h"

enum { ROUNDS = 500, A_WHILE = 3000 };

static _Atomic int handled, interrupted;
static _Atomic bool end;
static sem_t sem;

static void on_signal(int sig) {
	(void)sig;
	handled++;
}

static void *waits(void *arg) {
	for (int i = 1; i <= ROUNDS; i++) {
		while (handled < i)
			sched_yield();
		while (sem_wait(&sem) < 0)
			interrupted++;
	}
	end = true;
	return arg;
}

static void *yields(void *arg) {
	while (!end)
		sched_yield();
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_handler = on_signal };
	EXPECT_EQ(sigaction(SIGUSR1, &action, NULL), 0);
	EXPECT_EQ(sem_init(&sem, 0, 0), 0);
	pthread_t thread = start_thread(waits, NULL), beside = start_thread(yields, NULL);
	for (int i = 1; i <= ROUNDS; i++) {
		EXPECT_EQ(pthread_kill(thread, SIGUSR1), 0);
		while (handled < i)
			;
		for (volatile int k = 0; k < A_WHILE; k++)
			;
		EXPECT_EQ(sem_post(&sem), 0);
	}
	join_thread(thread);
	join_thread(beside);
	EXPECT_EQ(interrupted, 0);
	return test_end();
}
