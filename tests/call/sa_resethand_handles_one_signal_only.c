/* "SA_RESETHAND Restore the signal action to the default upon entry to the signal handler." -
 * sigaction(2) */
#include "tests/test.h"

static _Atomic int handled;
static struct sigaction during;

static void handler(int sig) {
	EXPECT_EQ(sigaction(sig, NULL, &during), 0);
	handled++;
}

static void *waits(void *arg) {
	while (!handled)
		usleep(1000);
	return arg;
}

static void child(void) {
	set_handler(SIGUSR1, handler, (int)SA_RESETHAND);
	pthread_t id = start_thread(waits, NULL);
	EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
	join_thread(id);
	EXPECT_EQ(handled, 1);
	EXPECT_EQ(pthread_kill(pthread_self(), SIGUSR1), 0);
}

int main(void) {
	struct sigaction now;
	set_handler(SIGURG, handler, (int)SA_RESETHAND);
	pthread_t id = start_thread(waits, NULL);
	EXPECT_EQ(pthread_kill(id, SIGURG), 0);
	join_thread(id);
	EXPECT(during.sa_handler == SIG_DFL);
	EXPECT_EQ(sigaction(SIGURG, NULL, &now), 0);
	EXPECT(now.sa_handler == SIG_DFL);
	EXPECT_EQ(raise(SIGURG), 0); /* ignored by default */
	EXPECT_EQ(handled, 1);
	handled = 0;
	EXPECT_EQ(run_in_child(child), 128 + SIGUSR1);
	return test_end();
}
