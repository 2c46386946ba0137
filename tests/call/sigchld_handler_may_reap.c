/* The classic reaper: a handler of SIGCHLD calls waitpid(-1, WNOHANG) until there is nothing more to
 * reap, while threads fork, wait and do I/O; each child is reaped once - signal-safety(7). */
#include "tests/test.h"

enum { THREADS = 4, CHILDREN = 10 };

static _Atomic int reaped, sum;
static int fds[2];

static void on_child(int sig) {
	int saved = errno, status;
	(void)sig;
	while (waitpid(-1, &status, WNOHANG) > 0) {
		sum += WEXITSTATUS(status);
		reaped++;
	}
	errno = saved;
}

static void *forks(void *arg) {
	for (int i = 0; i < CHILDREN; i++) {
		pid_t pid = fork();
		EXPECT(pid >= 0);
		if (pid == 0)
			_exit(i);
		errno = 99;
		usleep(100);
		if (errno != EINTR)
			EXPECT_EQ(errno, 99);
	}
	return arg;
}

static void *reads(void *arg) {
	hear(fds[0]);
	return arg;
}

int main(void) {
	pthread_t threads[THREADS];
	struct sigaction action = { .sa_handler = on_child, .sa_flags = SA_RESTART };
	sigaction(SIGCHLD, &action, NULL);
	EXPECT_EQ(pipe(fds), 0);
	pthread_t reader = start_thread(reads, NULL);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(forks, NULL);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	while (reaped < THREADS * CHILDREN)
		usleep(1000);
	EXPECT_EQ(sum, THREADS * CHILDREN * (CHILDREN - 1) / 2);
	EXPECT_ERRNO(waitpid(-1, NULL, WNOHANG), ECHILD);
	tell(fds[1]);
	join_thread(reader);
	return test_end();
}
