/* The thread that forked ends in the child while others that it made there go on: the process lives
 * until the last of them has ended. */
#include "tests/test.h"

static int in[2], out[2];

static void *echoes(void *arg) {
	(void)arg;
	hear(in[0]);
	tell(out[1]);
	return NULL;
}

static void *forks(void *arg) {
	pid_t pid = fork();
	EXPECT(pid >= 0);
	if (pid == 0) {
		start_thread(echoes, NULL);
		start_thread(echoes, NULL);
		pthread_exit(NULL);
	}
	*(pid_t *)arg = pid;
	return NULL;
}

int main(void) {
	pid_t pid;
	EXPECT_EQ(pipe(in) | pipe(out), 0);
	join_thread(start_thread(forks, &pid));
	tell(in[1]);
	hear(out[0]);
	EXPECT_EQ(waitpid(pid, NULL, WNOHANG), 0);
	tell(in[1]);
	hear(out[0]);
	EXPECT_EQ(reap(pid), 0);
	return test_end();
}
