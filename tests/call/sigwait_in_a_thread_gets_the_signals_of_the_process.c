/* The pattern of many servers: all threads block the signals, one waits for them with sigwait,
 * which "removes the signal from the pending list of signals, and returns the signal number in
 * *sig" - sigwait(3). Other threads go on. */
#include "tests/test.h"

static int fds[2];

static void *signal_thread(void *arg) {
	sigset_t set = *(sigset_t *)arg;
	for (;;) {
		int sig;
		EXPECT_EQ(sigwait(&set, &sig), 0);
		char c = (char)sig;
		EXPECT_EQ(write(fds[1], &c, 1), 1);
		if (sig == SIGTERM)
			return NULL;
	}
}

static void child(void) {
	EXPECT_EQ(kill(getppid(), SIGHUP), 0);
}

static void expect_signal(int sig) {
	char c;
	EXPECT_EQ(read(fds[0], &c, 1), 1);
	EXPECT_EQ(c, sig);
}

int main(void) {
	sigset_t set = set_of(SIGHUP);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	pthread_t id = start_thread(signal_thread, &set);
	for (int i = 0; i < 20; i++) {
		EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
		expect_signal(SIGUSR1);
	}
	EXPECT_EQ(run_in_child(child), 0);
	expect_signal(SIGHUP);
	EXPECT_EQ(kill(getpid(), SIGTERM), 0);
	expect_signal(SIGTERM);
	join_thread(id);
	return test_end();
}
