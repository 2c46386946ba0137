/* "wait() suspends execution of the calling thread until one of its children terminates" - wait(2); so
 * do waitpid(-1), waitpid(0) and wait3. */
#include <sys/resource.h>

#include "tests/test.h"

static int fds[2];

static void *ends_child(void *arg) {
	(void)arg;
	linger();
	tell(fds[1]);
	return NULL;
}

static pid_t wait_somehow(int way, int *status) {
	struct rusage usage;
	switch (way) {
	case 0: return wait(status);
	case 1: return waitpid(-1, status, 0);
	case 2: return waitpid(0, status, 0);
	default: return wait3(status, 0, &usage);
	}
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	for (int way = 0; way < 4; way++) {
		pid_t pid = fork();
		if (pid == 0) {
			hear(fds[0]);
			_exit(10 + way);
		}
		pthread_t thread = start_thread(ends_child, NULL);
		int status;
		EXPECT_EQ(wait_somehow(way, &status), pid);
		EXPECT(WIFEXITED(status));
		EXPECT_EQ(WEXITSTATUS(status), 10 + way);
		join_thread(thread);
	}
	return test_end();
}
