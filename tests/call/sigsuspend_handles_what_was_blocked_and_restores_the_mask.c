/* "sigsuspend() temporarily replaces the signal mask of the calling thread with the mask given by
 * mask and then suspends the thread until delivery of a signal whose action is to invoke a
 * signal handler ... the signal mask is restored to the state before the call" - sigsuspend(2).
 * A signal that was pending is enough. */
#include "tests/test.h"

static _Atomic int handled, ticks;
static __thread int is_mine;

static void handler(int sig) {
	(void)sig;
	EXPECT(is_mine);
	handled++;
}

static int blocks(int sig) {
	sigset_t set;
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, NULL, &set), 0);
	return sigismember(&set, sig);
}

static void *thread(void *arg) {
	sigset_t usr1 = set_of(SIGUSR1), none;
	sigemptyset(&none);
	is_mine = 1;
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	EXPECT_EQ(raise(SIGUSR1), 0);
	EXPECT_EQ(handled, 0);
	EXPECT_ERRNO(sigsuspend(&none), EINTR);
	EXPECT_EQ(handled, 1);
	EXPECT(blocks(SIGUSR1));
	tell(*(int *)arg);
	EXPECT_ERRNO(sigsuspend(&none), EINTR);
	EXPECT_EQ(handled, 2);
	EXPECT(blocks(SIGUSR1));
	return NULL;
}

static void *ticker(void *arg) {
	for (; ticks < 10; ticks++)
		usleep(100);
	return arg;
}

int main(void) {
	int fds[2];
	EXPECT_EQ(pipe(fds), 0);
	set_handler(SIGUSR1, handler, 0);
	pthread_t id = start_thread(thread, &fds[1]);
	hear(fds[0]);
	join_thread(start_thread(ticker, NULL));
	EXPECT_EQ(pthread_kill(id, SIGUSR1), 0); /* before or in sigsuspend: all the same */
	join_thread(id);
	return test_end();
}
