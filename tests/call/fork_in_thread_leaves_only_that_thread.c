/* "The child process is created with a single thread - the one that called fork()" - fork(2): the
 * threads that wait for something in the parent do not wait for it in the child. */
#include "tests/test.h"

enum { WAITERS = 4, ROUNDS = 10 };

static int bytes[2], pids[2];

static void *waits(void *arg) {
	(void)arg;
	for (;;) {
		hear(bytes[0]);
		pid_t pid = getpid();
		EXPECT_EQ(write(pids[1], &pid, sizeof pid), (ssize_t)sizeof pid);
	}
}

static void *forks(void *arg) {
	(void)arg;
	for (int i = 0; i < ROUNDS; i++) {
		pid_t parent = getpid(), child = fork(), told;
		EXPECT(child >= 0);
		if (child == 0) {
			for (int j = 0; j < 8; j++) {
				usleep(100); /* the others had their chance */
				tell(bytes[1]);
				EXPECT_EQ(read(pids[0], &told, sizeof told), (ssize_t)sizeof told);
				EXPECT_EQ(told, parent);
			}
			_exit(0);
		}
		EXPECT_EQ(reap(child), 0);
	}
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(bytes) | pipe(pids), 0);
	for (int i = 0; i < WAITERS; i++)
		start_thread(waits, NULL);
	linger();
	join_thread(start_thread(forks, NULL));
	return test_end();
}
