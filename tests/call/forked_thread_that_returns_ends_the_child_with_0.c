/* In the child of a thread's fork, that thread is the only and so the last one: when it returns from its
 * start function, or calls pthread_exit, "the process terminates with an exit status of zero" and runs
 * its atexit handlers - pthread_exit(3). */
#include "tests/test.h"

static pid_t parent;
static int fds[2];

static void at_exit(void) {
	if (getpid() != parent)
		tell(fds[1]);
}

static void *forks(void *arg) {
	pid_t pid = fork();
	EXPECT(pid >= 0);
	if (pid == 0) {
		if (arg)
			pthread_exit(arg);
		return &parent;
	}
	EXPECT_EQ(reap(pid), 0);
	hear(fds[0]);
	return NULL;
}

int main(void) {
	parent = getpid();
	EXPECT_EQ(pipe(fds), 0);
	atexit(at_exit);
	join_thread(start_thread(forks, NULL));
	join_thread(start_thread(forks, &parent));
	return test_end();
}
