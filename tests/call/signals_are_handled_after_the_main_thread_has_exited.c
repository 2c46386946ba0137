/* After pthread_exit in main, a process-directed signal goes to one of the threads that are left.
 * */
#include "tests/test.h"

static pthread_t main_thread, handled_by;
static _Atomic int done;

static void handler(int sig) {
	(void)sig;
	handled_by = pthread_self();
	done = 1;
}

static void *waits(void *arg) {
	sigset_t usr1 = set_of(SIGUSR1);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &usr1, NULL), 0);
	while (!done)
		usleep(1000);
	EXPECT(pthread_equal(handled_by, pthread_self()));
	exit(test_end());
	return arg;
}

static void *sends(void *arg) {
	EXPECT_EQ(pthread_join(main_thread, NULL), 0);
	EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	for (;;)
		usleep(1000);
	return arg;
}

int main(void) {
	sigset_t usr1 = set_of(SIGUSR1);
	main_thread = pthread_self();
	set_handler(SIGUSR1, handler, 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	start_thread(waits, NULL);
	start_thread(sends, NULL);
	pthread_exit(NULL);
}
