/* A thread that waits by sched_yield gets what another thread does: "sched_yield() causes the
 * calling thread to relinquish the CPU." - sched_yield(2) */
#include <sched.h>

#include "tests/test.h"

static _Atomic int turn;

static void *player(void *arg) {
	int me = (int)(intptr_t)arg;
	for (int i = 0; i < 100; i++) {
		while (turn != me)
			EXPECT_EQ(sched_yield(), 0);
		turn = (me + 1) % 3;
	}
	return NULL;
}

int main(void) {
	pthread_t a = start_thread(player, (void *)1L), b = start_thread(player, (void *)2L);
	player((void *)0L);
	join_thread(a);
	join_thread(b);
	EXPECT_EQ(turn, 0);
	return test_end();
}
