/* "The waitpid() system call suspends execution of the calling thread" - wait(2): the other threads, one
 * of which lets the child end, go on. */
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
		_exit(7);
	}
	pthread_t thread = start_thread(ends_child, NULL);
	int status;
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT(WIFEXITED(status));
	EXPECT_EQ(WEXITSTATUS(status), 7);
	join_thread(thread);
	return test_end();
}
