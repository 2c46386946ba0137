/* What a child of vfork does to descriptors, signals and its working directory before it execs or exits
 * is its own: the parent's threads see none of it - vfork(2). */
#include <fcntl.h>
#include <signal.h>

#include "tests/test.h"

static int fds[2], out[2];

static void *parked(void *arg) {
	(void)arg;
	hear(fds[0]);
	return NULL;
}

static void *forks(void *arg) {
	char got[16] = "";
	sigset_t all, now;
	(void)arg;
	EXPECT_EQ(pipe(out), 0);
	pid_t pid = vfork();
	if (pid == 0) {
		sigfillset(&all);
		sigprocmask(SIG_SETMASK, &all, NULL);
		dup2(out[1], 1);
		close(fds[0]);
		close(fds[1]);
		fcntl(out[0], F_SETFD, FD_CLOEXEC);
		if (chdir("/") < 0)
			_exit(1);
		execl("/bin/sh", "sh", "-c", "pwd", NULL);
		_exit(127);
	}
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(read(out[0], got, sizeof got), 2);
	EXPECT(!strcmp(got, "/\n"));
	pthread_sigmask(SIG_SETMASK, NULL, &now);
	EXPECT_EQ(sigismember(&now, SIGUSR1), 0);
	EXPECT_EQ(fcntl(out[0], F_GETFD), 0);

	pid = vfork();
	if (pid == 0)
		_exit(12);
	EXPECT_EQ(reap(pid), 12);
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(parked, NULL);
	linger();
	join_thread(start_thread(forks, NULL));
	tell(fds[1]);
	join_thread(thread);
	return test_end();
}
