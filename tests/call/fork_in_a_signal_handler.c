/* A handler that interrupts a parked thread forks; the child runs on in the handler, may leave through
 * _exit or return and go on in the interrupted call's program. */
#include <signal.h>

#include "tests/test.h"

static int fds[2], pids[2];

static void on_signal(int sig) {
	pid_t pid = fork();
	if (pid == 0) {
		if (sig == SIGUSR1)
			_exit(5);
		return;
	}
	EXPECT_EQ(write(pids[1], &pid, sizeof pid), (ssize_t)sizeof pid);
}

static void *parked(void *arg) {
	pid_t parent = getpid();
	char c;
	(void)arg;
	while (read(fds[0], &c, 1) < 0) {
		EXPECT_EQ(errno, EINTR);
		if (getpid() != parent)
			_exit(6);
	}
	return NULL;
}

int main(void) {
	struct sigaction action = { .sa_handler = on_signal };
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGUSR2, &action, NULL);
	EXPECT_EQ(pipe(fds) | pipe(pids), 0);
	pthread_t thread = start_thread(parked, NULL);
	for (int i = 0; i < 4; i++) {
		pid_t pid;
		linger();
		EXPECT_EQ(pthread_kill(thread, i % 2 ? SIGUSR2 : SIGUSR1), 0);
		EXPECT_EQ(read(pids[0], &pid, sizeof pid), (ssize_t)sizeof pid);
		if (i % 2)
			tell(fds[1]);
		EXPECT_EQ(reap(pid), i % 2 ? 6 : 5);
		if (i % 2)
			thread = (join_thread(thread), start_thread(parked, NULL));
	}
	tell(fds[1]);
	join_thread(thread);
	return test_end();
}
