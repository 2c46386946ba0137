/* raise(3) "is equivalent to pthread_kill(pthread_self(), sig)": blocked, the signal is pending for
 * the thread that raised it, and no other one handles it, whichever runs meanwhile. */
#include "tests/test.h"

static _Atomic int handled;
static pthread_t raiser;
static int fds[2];

static void handler(int sig) {
	(void)sig;
	EXPECT(pthread_equal(pthread_self(), raiser));
	handled++;
}

static void *raises(void *arg) {
	sigset_t usr1 = set_of(SIGUSR1), pending;
	raiser = pthread_self();
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	EXPECT_EQ(arg ? pthread_kill(pthread_self(), SIGUSR1) : raise(SIGUSR1), 0);
	for (int i = 0; i < 5; i++) {
		usleep(1000); /* the others run */
		EXPECT_EQ(handled, 0);
		EXPECT_EQ(sigpending(&pending), 0);
		EXPECT_EQ(sigismember(&pending, SIGUSR1), 1);
	}
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &usr1, NULL), 0);
	EXPECT_EQ(handled, 1);
	return NULL;
}

static void *waits(void *arg) {
	hear(fds[0]);
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	set_handler(SIGUSR1, handler, SA_RESTART);
	pthread_t other = start_thread(waits, NULL);
	for (int i = 0; i < 2; i++) {
		handled = 0;
		pthread_t id = start_thread(raises, i ? &fds : NULL);
		for (int j = 0; j < 5; j++)
			usleep(1000);
		join_thread(id);
	}
	tell(fds[1]);
	join_thread(other);
	return test_end();
}
