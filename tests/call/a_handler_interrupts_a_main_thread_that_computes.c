/* Asynchronous delivery: the handler runs in the midst of the main thread's instructions, though
 * they make no call, and that thread's errno and registers are kept. */
#include "tests/test.h"

static volatile sig_atomic_t handled;
static pid_t parent;
static int fds[2];

static void handler(int sig) {
	(void)sig;
	int saved = errno;
	EXPECT_ERRNO(close(-1), EBADF);
	volatile double x = 1.5;
	x = x * x;
	handled++;
	errno = saved;
}

static void child(void) {
	while (getppid() == parent) {
		EXPECT_EQ(kill(parent, SIGUSR1), 0);
		usleep(500);
	}
}

static void *waits(void *arg) {
	hear(fds[0]);
	return arg;
}

int main(void) {
	parent = getpid();
	EXPECT_EQ(pipe(fds), 0);
	set_handler(SIGUSR1, handler, SA_RESTART);
	pthread_t id = start_thread(waits, NULL);
	pid_t pid = start_child(child);
	errno = 77;
	double sum = 0;
	long rounds = 0;
	while (handled < 10) {
		sum += 0.25;
		rounds++;
	}
	EXPECT_EQ(errno, 77);
	EXPECT(sum == (double)rounds * 0.25);
	EXPECT_EQ(kill(pid, SIGKILL), 0);
	EXPECT_EQ(reap(pid), 128 + SIGKILL);
	tell(fds[1]);
	join_thread(id);
	return test_end();
}
