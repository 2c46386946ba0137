/* _Fork, "async-signal-safe" and without atfork handlers, and the bare system calls fork and clone make
 * a child with the calling thread alone, too. It waits in read and usleep, which are async-signal-safe,
 * while what the parent's threads wait for happens: none of them may run in the child - _Fork(3),
 * fork(2). */
#include "tests/test.h"

static int fds[2], bytes[2], pids[2];

static void *sleeps(void *arg) {
	for (;;) {
		usleep(500);
		pid_t pid = getpid();
		EXPECT_EQ(write(pids[1], &pid, sizeof pid), (ssize_t)sizeof pid);
	}
	return arg;
}

static void *reads(void *arg) {
	for (;;) {
		hear(bytes[0]);
		pid_t pid = getpid();
		EXPECT_EQ(write(pids[1], &pid, sizeof pid), (ssize_t)sizeof pid);
	}
	return arg;
}

static pid_t fork_somehow(int way) {
	switch (way) {
	case 0: return _Fork();
	case 1: return (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
	default: return fork();
	}
}

static void *forks(void *arg) {
	for (int i = 0; i < 6; i++) {
		pid_t pid = fork_somehow(i % 3);
		EXPECT(pid >= 0);
		if (pid == 0) {
			char c;
			alarm(30); /* never outlive the test */
			usleep(5000);
			_exit(read(fds[0], &c, 1) == 1 ? 7 : 1);
		}
		for (int j = 0; j < 20; j++) {
			pid_t told;
			tell(bytes[1]);
			EXPECT_EQ(read(pids[0], &told, sizeof told), (ssize_t)sizeof told);
			EXPECT_EQ(told, getpid());
		}
		tell(fds[1]);
		EXPECT_EQ(reap(pid), 7);
	}
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds) | pipe(bytes) | pipe(pids), 0);
	start_thread(sleeps, NULL);
	start_thread(reads, NULL);
	linger();
	join_thread(start_thread(forks, NULL));
	return test_end();
}
