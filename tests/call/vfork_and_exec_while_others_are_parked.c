/* vfork(2): the child of a thread borrows its memory until it execs; the threads that are parked stay
 * so, and what they wait for still reaches them. */
#include "tests/test.h"

enum { THREADS = 8, ROUNDS = 4 };

static int fds[2];

static void *parked(void *arg) {
	(void)arg;
	hear(fds[0]);
	return NULL;
}

static void *forks(void *arg) {
	char *status = arg, command[16];
	snprintf(command, sizeof command, "exit %s", status);
	for (int i = 0; i < ROUNDS; i++) {
		pid_t pid = vfork();
		if (pid == 0) {
			execl("/bin/sh", "sh", "-c", command, NULL);
			_exit(127);
		}
		EXPECT(pid > 0);
		EXPECT_EQ(reap(pid), atoi(status));
	}
	return NULL;
}

int main(void) {
	pthread_t waiting[THREADS], forking[THREADS];
	static char status[THREADS][4];
	EXPECT_EQ(pipe(fds), 0);
	for (int i = 0; i < THREADS; i++)
		waiting[i] = start_thread(parked, NULL);
	for (int i = 0; i < THREADS; i++) {
		snprintf(status[i], sizeof status[i], "%d", i + 1);
		forking[i] = start_thread(forks, status[i]);
	}
	forks("99");
	for (int i = 0; i < THREADS; i++)
		join_thread(forking[i]);
	for (int i = 0; i < THREADS; i++)
		tell(fds[1]);
	for (int i = 0; i < THREADS; i++)
		join_thread(waiting[i]);
	return test_end();
}
