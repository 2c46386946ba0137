/* "The lowest-numbered file descriptor not currently open" - open(2): that threads wait, each for a
 * child of its own, must not use up numbers; nor are descriptors left that the program did not open. */
#include "tests/test.h"

enum { CHILDREN = 120 };

static int fds[2];

static void *waits(void *arg) {
	EXPECT_EQ(reap((pid_t)(intptr_t)arg), 0);
	return NULL;
}

int main(void) {
	pthread_t threads[CHILDREN];
	closefrom(3);
	EXPECT_EQ(pipe(fds), 0);
	int lowest = dup(0);
	close(lowest);
	for (int i = 0; i < CHILDREN; i++) {
		pid_t pid = fork();
		EXPECT(pid >= 0);
		if (pid == 0) {
			char c;
			close(fds[1]);
			_exit(read(fds[0], &c, 1)); /* 0 at the end of the file */
		}
		threads[i] = start_thread(waits, (void *)(intptr_t)pid);
	}
	linger();
	for (int i = 0; i < 10; i++)
		EXPECT_EQ(dup(0), lowest + i);
	for (int i = 0; i < 10; i++)
		close(lowest + i);
	close(fds[1]);
	for (int i = 0; i < CHILDREN; i++)
		join_thread(threads[i]);
	EXPECT_EQ(dup(0), fds[1]);
	return test_end();
}
