/* "If the signal causes a handler to be called, raise() will return only after the signal handler
 * has returned." - raise(3). It runs in the calling thread, and errno is as it was. */
#include "tests/test.h"

static __thread volatile sig_atomic_t handled;

static void handler(int sig) {
	EXPECT_EQ(sig, SIGUSR1);
	handled++;
}

static void *thread(void *arg) {
	for (int i = 1; i <= 50; i++) {
		EXPECT_EQ(i % 2 ? raise(SIGUSR1) : pthread_kill(pthread_self(), SIGUSR1), 0);
		EXPECT_EQ(handled, i);
		if (i % 5 == 0)
			sched_yield();
	}
	return arg;
}

int main(void) {
	pthread_t threads[5];
	set_handler(SIGUSR1, handler, 0);
	for (int i = 0; i < 5; i++)
		threads[i] = start_thread(thread, NULL);
	thread(NULL);
	for (int i = 0; i < 5; i++)
		join_thread(threads[i]);
	EXPECT(raise(99) != 0);
	return test_end();
}
