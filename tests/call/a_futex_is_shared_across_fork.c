/* Without FUTEX_PRIVATE_FLAG a futex is shared by the processes that map it - futex(2); the threads
 * of both go on while one waits. */
#include "tests/test.h"

static struct { unsigned turn; } * shared;
static _Atomic int ticks, stop;

static void *ticker(void *arg) {
	while (!stop) {
		usleep(500);
		ticks++;
	}
	return arg;
}

static void play(unsigned me) {
	pthread_t id = start_thread(ticker, NULL);
	for (int i = 0; i < 50; i++) {
		while (__atomic_load_n(&shared->turn, __ATOMIC_ACQUIRE) != me) {
			if (futex(&shared->turn, FUTEX_WAIT, !me, NULL) != 0)
				EXPECT_EQ(errno, EAGAIN);
		}
		for (int seen = ticks; ticks == seen;)
			usleep(100);
		__atomic_store_n(&shared->turn, !me, __ATOMIC_RELEASE);
		EXPECT(futex(&shared->turn, FUTEX_WAKE, 1) >= 0);
	}
	stop = 1;
	join_thread(id);
}

static void child(void) {
	play(1);
}

int main(void) {
	shared = shared_memory(sizeof *shared);
	pid_t pid = start_child(child);
	play(0);
	EXPECT_EQ(reap(pid), 0);
	return test_end();
}
