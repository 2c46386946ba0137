/* ITIMER_REAL: "At each expiration, a SIGALRM signal is generated." - setitimer(2): while the main
 * thread computes, and while it waits. */
#include <sys/time.h>

#include "tests/test.h"

static volatile sig_atomic_t handled;
static int fds[2];

static void handler(int sig) {
	(void)sig;
	handled++;
}

static void *other(void *arg) {
	hear(fds[0]);
	return arg;
}

int main(void) {
	struct itimerval every = { { 0, 2000 }, { 0, 2000 } }, never = { { 0, 0 }, { 0, 0 } };
	int mine[2], interrupted = 0;
	sigset_t alrm = set_of(SIGALRM);
	char c;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pipe(mine), 0);
	set_handler(SIGALRM, handler, 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &alrm, NULL), 0);
	pthread_t id = start_thread(other, NULL);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &alrm, NULL), 0);
	EXPECT_EQ(setitimer(ITIMER_REAL, &every, NULL), 0);
	while (handled < 5) /* computes */
		;
	for (int i = 0; i < 20; i++) {
		EXPECT_ERRNO(read(mine[0], &c, 1), EINTR);
		interrupted++;
	}
	EXPECT_EQ(setitimer(ITIMER_REAL, &never, NULL), 0);
	EXPECT(handled >= 25);
	EXPECT_EQ(interrupted, 20);
	tell(fds[1]);
	join_thread(id);
	return test_end();
}
