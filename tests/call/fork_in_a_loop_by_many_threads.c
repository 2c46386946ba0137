/* Threads that fork at the same time, again and again; each child makes a thread of its own and ends
 * with the status that its parent's thread expects. */
#include "tests/test.h"

enum { THREADS = 6, ROUNDS = 20 };

static void *doubles(void *arg) {
	usleep(100);
	return (void *)((intptr_t)arg * 2);
}

static void *forks(void *arg) {
	int number = (int)(intptr_t)arg;
	for (int i = 0; i < ROUNDS; i++) {
		pid_t pid = fork();
		EXPECT(pid >= 0);
		if (pid == 0)
			_exit((int)(intptr_t)join_thread(start_thread(doubles, arg)));
		EXPECT_EQ(reap(pid), number * 2);
	}
	return NULL;
}

int main(void) {
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(forks, (void *)(intptr_t)i);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	return test_end();
}
