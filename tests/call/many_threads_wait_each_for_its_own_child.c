/* Each of many threads forks, waits for its own child and gets that one's status. */
#include "tests/test.h"

enum { THREADS = 32 };

static void *forks(void *arg) {
	int number = (int)(intptr_t)arg, fds[2];
	EXPECT_EQ(pipe(fds), 0);
	pid_t pid = fork();
	EXPECT(pid >= 0);
	if (pid == 0) {
		hear(fds[0]);
		_exit(number);
	}
	linger();
	tell(fds[1]);
	EXPECT_EQ(reap(pid), number);
	close(fds[0]);
	close(fds[1]);
	return NULL;
}

int main(void) {
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(forks, (void *)(intptr_t)(i + 1));
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	EXPECT_ERRNO(wait(NULL), ECHILD);
	return test_end();
}
