/* kill(2) from outside, while every thread waits: the handler runs in the main thread. */
#include "tests/test.h"

static pthread_t handled_by;
static pid_t parent;
static int fds[2];

static void handler(int sig) {
	(void)sig;
	handled_by = pthread_self();
}

static void child(void) {
	while (getppid() == parent) {
		EXPECT_EQ(kill(parent, SIGUSR1), 0);
		usleep(2000);
	}
}

static void *waits(void *arg) {
	hear(fds[0]);
	return arg;
}

int main(void) {
	char c;
	sigset_t usr1 = set_of(SIGUSR1);
	int mine[2];
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pipe(mine), 0);
	set_handler(SIGUSR1, handler, 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	pthread_t id = start_thread(waits, NULL);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &usr1, NULL), 0);
	parent = getpid();
	pid_t pid = start_child(child);
	EXPECT_ERRNO(read(mine[0], &c, 1), EINTR);
	EXPECT(pthread_equal(handled_by, pthread_self()));
	set_handler(SIGUSR1, handler, SA_RESTART);
	EXPECT_EQ(kill(pid, SIGKILL), 0);
	EXPECT_EQ(reap(pid), 128 + SIGKILL);
	tell(fds[1]);
	join_thread(id);
	return test_end();
}
