/* "If the disposition of SIGCHLD is set to SIG_IGN, a call to wait() or waitpid() will block until all
 * children have terminated, and then fail with errno set to ECHILD" - wait(2). */
#include <signal.h>

#include "tests/test.h"

static int fds[2];
static _Atomic int told;

static void *ends_children(void *arg) {
	(void)arg;
	linger();
	told = 1;
	EXPECT_EQ(write(fds[1], "abc", 3), 3);
	return NULL;
}

static pid_t child(void) {
	pid_t pid = fork();
	if (pid == 0) {
		hear(fds[0]);
		_exit(0);
	}
	return pid;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	signal(SIGCHLD, SIG_IGN);
	for (int way = 0; way < 2; way++) {
		pid_t pid = child();
		child();
		child();
		told = 0;
		pthread_t thread = start_thread(ends_children, NULL);
		EXPECT_ERRNO(way ? wait(NULL) : waitpid(pid, NULL, 0), ECHILD);
		EXPECT_EQ(told, 1);
		join_thread(thread);
		EXPECT_ERRNO(wait(NULL), ECHILD);
	}
	return test_end();
}
