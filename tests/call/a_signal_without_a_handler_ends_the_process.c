/* "Term: Default action is to terminate the process", of all threads, whichever thread pthread_kill
 * was told - signal(7); one that is blocked does so when it is unblocked */
#include "tests/test.h"

static int fds[2];

static void *waits(void *arg) {
	hear(fds[0]);
	return arg;
}

static void kills_another(void) {
	pthread_t id = start_thread(waits, NULL);
	linger();
	EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
	for (;;)
		usleep(1000);
}

static void *unblocks(void *arg) {
	sigset_t term = set_of(SIGTERM);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &term, NULL), 0);
	tell(fds[1]);
	usleep(30000);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &term, NULL), 0);
	usleep(1000);
	FAIL("still here");
	return arg;
}

static void kills_one_that_blocks(void) {
	pthread_t id = start_thread(unblocks, NULL);
	hear(fds[0]);
	EXPECT_EQ(pthread_kill(id, SIGTERM), 0);
	for (;;)
		usleep(1000);
}

static void waits_for_a_kill(void) {
	start_thread(waits, NULL);
	tell(fds[1]);
	for (;;)
		pause();
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_t id = start_thread(waits, NULL);
	tell(fds[1]);
	join_thread(id);
	EXPECT_EQ(run_in_child(kills_another), 128 + SIGUSR1);
	EXPECT_EQ(run_in_child(kills_one_that_blocks), 128 + SIGTERM);
	pid_t pid = start_child(waits_for_a_kill);
	linger();
	EXPECT_EQ(kill(pid, SIGINT), 0);
	EXPECT_EQ(reap(pid), 128 + SIGINT);
	return test_end();
}
