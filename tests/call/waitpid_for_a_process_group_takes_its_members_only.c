/* "< -1 meaning wait for any child process whose process group ID is equal to the absolute value of pid"
 * - wait(2). */
#include <signal.h>

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
	pid_t other = fork();
	if (other == 0)
		_exit(1);
	pid_t pid = fork();
	if (pid == 0) {
		hear(fds[0]);
		_exit(2);
	}
	setpgid(pid, pid);
	pthread_t thread = start_thread(ends_child, NULL);
	int status;
	EXPECT_EQ(waitpid(-pid, &status, 0), pid);
	EXPECT_EQ(WEXITSTATUS(status), 2);
	EXPECT_ERRNO(waitpid(-pid, &status, 0), ECHILD);
	EXPECT_EQ(reap(other), 1);
	join_thread(thread);
	return test_end();
}
