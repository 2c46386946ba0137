/* pthread_kill(3): the handler runs in the thread that the signal was sent to, in the midst of its
 * instructions, though it makes no call and the sender goes on at once. */
#include <sched.h>

#include "tests/test.h"

enum { THREADS = 4, ROUNDS = 25 };

static __thread volatile sig_atomic_t mine;
static _Atomic int begun, ended;
static _Atomic int handled[THREADS];

static void handler(int sig) {
	(void)sig;
	mine++;
}

static void *computes(void *arg) {
	_Atomic int *told = arg;
	begun++;
	while (mine < ROUNDS)
		*told = mine;
	*told = ROUNDS;
	ended++;
	return NULL;
}

int main(void) {
	pthread_t threads[THREADS];
	set_handler(SIGUSR1, handler, SA_RESTART);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(computes, &handled[i]);
	while (begun < THREADS)
		sched_yield();
	for (int round = 1; round <= ROUNDS; round++) {
		for (int i = 0; i < THREADS; i++)
			EXPECT_EQ(pthread_kill(threads[i], SIGUSR1), 0);
		for (int i = 0; i < THREADS; i++) { /* no call: the main thread computes as well */
			while (handled[i] < round)
				;
		}
	}
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	EXPECT_EQ(ended, THREADS);
	return test_end();
}
