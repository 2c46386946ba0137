/* A child is reaped once: of the threads that wait for it one gets it, the others ECHILD. */
#include "tests/test.h"

enum { WAITERS = 8 };

static int fds[2];
static pid_t pid;
static _Atomic int got, missed;

static void *waits(void *arg) {
	int status;
	if (waitpid(arg ? pid : -1, &status, 0) == pid) {
		EXPECT_EQ(WEXITSTATUS(status), 4);
		got++;
	} else {
		EXPECT_EQ(errno, ECHILD);
		missed++;
	}
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	for (int round = 0; round < 3; round++) {
		pthread_t threads[WAITERS];
		got = missed = 0;
		pid = fork();
		if (pid == 0) {
			hear(fds[0]);
			_exit(4);
		}
		for (int i = 0; i < WAITERS; i++)
			threads[i] = start_thread(waits, i % 2 ? &pid : NULL);
		linger();
		tell(fds[1]);
		for (int i = 0; i < WAITERS; i++)
			join_thread(threads[i]);
		EXPECT_EQ(got, 1);
		EXPECT_EQ(missed, WAITERS - 1);
	}
	return test_end();
}
