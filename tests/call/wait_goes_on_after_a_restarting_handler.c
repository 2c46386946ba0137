/* wait, waitpid, wait3, wait4 and waitid are "automatically restarted after the signal handler returns
 * if the SA_RESTART flag was used" - signal(7). */
#include <signal.h>

#include "tests/test.h"

static int fds[3][2];
static pid_t pids[3];
static _Atomic int caught;

static void on_signal(int sig) {
	(void)sig;
	caught++;
}

static void *waits(void *arg) {
	siginfo_t info;
	(void)arg;
	EXPECT_EQ(reap(pids[0]), 0);
	EXPECT_EQ(waitid(P_PID, (id_t)pids[1], &info, WEXITED), 0);
	EXPECT_EQ(wait(NULL), pids[2]);
	return NULL;
}

int main(void) {
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	sigaction(SIGUSR1, &action, NULL);
	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(pipe(fds[i]), 0);
		pids[i] = fork();
		if (pids[i] == 0) {
			hear(fds[i][0]);
			_exit(0);
		}
	}
	pthread_t waiter = start_thread(waits, NULL);
	for (int i = 0; i < 3; i++) {
		for (int before = caught; caught < before + 3;) {
			pthread_kill(waiter, SIGUSR1);
			linger();
		}
		tell(fds[i][1]);
	}
	join_thread(waiter);
	return test_end();
}
