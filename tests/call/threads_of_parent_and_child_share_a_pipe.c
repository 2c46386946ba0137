/* A pipe between processes: threads of the parent and threads of the child, which inherited it, play
 * ping-pong, and only the side that waits waits. */
#include "tests/test.h"

enum { PAIRS = 8, ROUNDS = 50 };

static int to_child[PAIRS][2], to_parent[PAIRS][2];

static void *serves(void *arg) {
	int i = (int)(intptr_t)arg;
	for (int n = 0; n < ROUNDS; n++) {
		hear(to_child[i][0]);
		tell(to_parent[i][1]);
	}
	return NULL;
}

static void *asks(void *arg) {
	int i = (int)(intptr_t)arg;
	for (int n = 0; n < ROUNDS; n++) {
		tell(to_child[i][1]);
		hear(to_parent[i][0]);
	}
	return NULL;
}

static void run(void *(*fn)(void *)) {
	pthread_t threads[PAIRS];
	for (int i = 0; i < PAIRS; i++)
		threads[i] = start_thread(fn, (void *)(intptr_t)i);
	for (int i = 0; i < PAIRS; i++)
		join_thread(threads[i]);
}

static void *forks(void *arg) {
	pid_t pid = fork();
	EXPECT(pid >= 0);
	if (pid == 0) {
		run(serves);
		_exit(0);
	}
	run(asks);
	EXPECT_EQ(reap(pid), 0);
	return arg;
}

int main(void) {
	for (int i = 0; i < PAIRS; i++)
		EXPECT_EQ(pipe(to_child[i]) | pipe(to_parent[i]), 0);
	join_thread(start_thread(forks, NULL));
	forks(NULL);
	return test_end();
}
