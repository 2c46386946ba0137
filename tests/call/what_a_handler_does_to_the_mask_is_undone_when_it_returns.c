/* "when the handler returns ... the kernel ... restores the thread's signal mask" as it was before
 * it - signal(7), "Execution of signal handlers" */
#include "tests/test.h"

static _Atomic int handled;

static void handler(int sig) {
	sigset_t usr2 = set_of(SIGUSR2);
	EXPECT_EQ(sig, SIGUSR1);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr2, NULL), 0);
	usleep(100);
	handled++;
}

static void check(void) {
	sigset_t now;
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, NULL, &now), 0);
	EXPECT_EQ(sigismember(&now, SIGUSR1), 0);
	EXPECT_EQ(sigismember(&now, SIGUSR2), 0);
}

static void *thread(void *arg) {
	while (!handled)
		usleep(1000);
	check();
	EXPECT_EQ(raise(SIGUSR1), 0);
	check();
	return arg;
}

int main(void) {
	set_handler(SIGUSR1, handler, 0);
	pthread_t id = start_thread(thread, NULL);
	EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
	join_thread(id);
	thread(NULL);
	return test_end();
}
