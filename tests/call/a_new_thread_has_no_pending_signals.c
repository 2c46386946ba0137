/* "The set of pending signals for the new thread is empty" - pthread_create(3): what its creator
 * raised is not the new thread's, even if that unblocks it. */
#include "tests/test.h"

static pthread_t main_thread;
static _Atomic int handled;

static void handler(int sig) {
	(void)sig;
	EXPECT(pthread_equal(pthread_self(), main_thread));
	handled++;
}

static void *thread(void *arg) {
	sigset_t pending, usr1 = set_of(SIGUSR1);
	EXPECT_EQ(sigpending(&pending), 0);
	EXPECT_EQ(sigismember(&pending, SIGUSR1), 0);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &usr1, NULL), 0);
	usleep(1000);
	EXPECT_EQ(handled, 0);
	return arg;
}

int main(void) {
	sigset_t usr1 = set_of(SIGUSR1);
	main_thread = pthread_self();
	set_handler(SIGUSR1, handler, 0);
	for (int i = 0; i < 2; i++) {
		handled = 0;
		EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
		EXPECT_EQ(raise(SIGUSR1), 0);
		join_thread(start_thread(thread, NULL));
		EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &usr1, NULL), 0);
		EXPECT_EQ(handled, 1);
	}
	return test_end();
}
