/* Threads run in parallel: one that spins on a variable, without any call, keeps nobody from setting it,
 * also where each waits so for the next, and the main thread for the last. */
#include "tests/test.h"

enum { THREADS = 8, ROUNDS = 3 };

static _Atomic int turn;

static void *thread(void *arg) {
	int mine = (int)(intptr_t)arg;
	for (int round = 0; round < ROUNDS; round++) {
		while (turn != round * (THREADS + 1) + mine)
			;
		turn++;
	}
	return arg;
}

int main(void) {
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++) /* the last one to begin is the first to go on */
		threads[i] = start_thread(thread, (void *)(intptr_t)(THREADS - 1 - i));
	for (int round = 0; round < ROUNDS; round++) {
		while (turn != round * (THREADS + 1) + THREADS)
			;
		turn++;
	}
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	EXPECT_EQ(turn, ROUNDS * (THREADS + 1));
	return test_end();
}
