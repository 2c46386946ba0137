/* "pthread_sigmask ... Each of the threads in a process has its own signal mask." A signal for a
 * thread that blocks it stays pending for that thread alone - signal(7), sigpending(2) */
#include "tests/test.h"

static int to_thread[2], from_thread[2];
static _Atomic int handled;
static pthread_t handled_by;

static void handler(int sig) {
	(void)sig;
	handled_by = pthread_self();
	handled++;
}

static int is_pending(int sig) {
	sigset_t set;
	EXPECT_EQ(sigpending(&set), 0);
	return sigismember(&set, sig);
}

static void *blocks(void *arg) {
	sigset_t usr1 = set_of(SIGUSR1), old;
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, &old), 0);
	EXPECT_EQ(sigismember(&old, SIGUSR1), 0);
	EXPECT(!is_pending(SIGUSR1));
	tell(from_thread[1]);
	hear(to_thread[0]);
	EXPECT_EQ(handled, 0);
	EXPECT(is_pending(SIGUSR1));
	EXPECT_EQ(pthread_sigmask(SIG_SETMASK, &old, NULL), 0);
	EXPECT_EQ(handled, 1); /* "shall be delivered before the call returns" */
	EXPECT(pthread_equal(handled_by, pthread_self()));
	EXPECT(!is_pending(SIGUSR1));
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(to_thread), 0);
	EXPECT_EQ(pipe(from_thread), 0);
	set_handler(SIGUSR1, handler, 0);
	pthread_t id = start_thread(blocks, NULL);
	hear(from_thread[0]);
	for (int i = 0; i < 3; i++) /* a standard signal is pending once */
		EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
	linger();
	EXPECT(!is_pending(SIGUSR1));
	tell(to_thread[1]);
	join_thread(id);
	EXPECT_EQ(handled, 1);
	return test_end();
}
