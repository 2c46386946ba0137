/* "WNOWAIT: leave the child in a waitable state; a later wait call can be used to again retrieve the
 * child status information" - waitid(2). */
#include "tests/test.h"

static int fds[2];

static void *ends_child(void *arg) {
	(void)arg;
	linger();
	tell(fds[1]);
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pid_t pid = fork();
	if (pid == 0) {
		hear(fds[0]);
		_exit(9);
	}
	pthread_t thread = start_thread(ends_child, NULL);
	for (int i = 0; i < 3; i++) {
		siginfo_t info = { .si_pid = 0 };
		EXPECT_EQ(waitid(i == 1 ? P_ALL : P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
		EXPECT_EQ(info.si_pid, pid);
		EXPECT_EQ(info.si_status, 9);
	}
	EXPECT_EQ(reap(pid), 9);
	EXPECT_ERRNO(waitpid(pid, NULL, 0), ECHILD);
	join_thread(thread);
	return test_end();
}
