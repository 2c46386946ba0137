/* "EINTR: WNOHANG was not set and an unblocked signal or a SIGCHLD was caught" - wait(2): for one child
 * and for any. */
#include <signal.h>

#include "tests/test.h"

static pid_t pid;
static _Atomic int done;

static void on_signal(int sig) {
	(void)sig;
}

static void *waits(void *arg) {
	siginfo_t info;
	(void)arg;
	EXPECT_ERRNO(waitpid(pid, NULL, 0), EINTR);
	EXPECT_ERRNO(wait(NULL), EINTR);
	EXPECT_ERRNO(waitid(P_PID, (id_t)pid, &info, WEXITED), EINTR);
	EXPECT_ERRNO(waitid(P_ALL, 0, &info, WEXITED), EINTR);
	done = 1;
	return NULL;
}

static void *signals(void *arg) {
	while (!done) {
		pthread_kill(*(pthread_t *)arg, SIGUSR1);
		linger();
	}
	return NULL;
}

int main(void) {
	struct sigaction action = { .sa_handler = on_signal };
	sigaction(SIGUSR1, &action, NULL);
	pid = fork();
	if (pid == 0) {
		for (;;)
			pause();
	}
	pthread_t waiter = start_thread(waits, NULL);
	pthread_t signaller = start_thread(signals, &waiter);
	join_thread(signaller);
	join_thread(waiter);
	kill(pid, SIGKILL);
	EXPECT_EQ(reap(pid), 128 + SIGKILL);
	return test_end();
}
