/* "Setting a signal action to SIG_IGN for a signal that is pending shall cause the pending signal
 * to be discarded, whether or not it is blocked." - sigaction(3p) */
#include "tests/test.h"

static int to_thread[2], from_thread[2];
static _Atomic int handled;

static void handler(int sig) {
	(void)sig;
	handled++;
}

static void *thread(void *arg) {
	sigset_t usr1 = set_of(SIGUSR1), pending;
	tell(from_thread[1]);
	hear(to_thread[0]);
	EXPECT_EQ(sigpending(&pending), 0);
	EXPECT_EQ(sigismember(&pending, SIGUSR1), 0);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &usr1, NULL), 0);
	EXPECT_EQ(handled, 0);
	return arg;
}

int main(void) {
	sigset_t usr1 = set_of(SIGUSR1);
	EXPECT_EQ(pipe(to_thread), 0);
	EXPECT_EQ(pipe(from_thread), 0);
	set_handler(SIGUSR1, handler, 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	pthread_t id = start_thread(thread, NULL);
	hear(from_thread[0]);
	EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
	EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	EXPECT(signal(SIGUSR1, SIG_IGN) == handler);
	set_handler(SIGUSR1, handler, 0);
	tell(to_thread[1]);
	join_thread(id);
	EXPECT_EQ(handled, 0);
	return test_end();
}
