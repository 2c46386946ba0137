/* A process-directed signal that the main thread does not block goes to the main thread on Linux -
 * signal(7): its handler runs there, and its read fails with EINTR, while other threads go on.
 * (If it has one pending, others may be given the next: here they block it.) */
#include "tests/test.h"

static pthread_t main_thread, handled_by;
static _Atomic int ticks, done;
static int fds[2];

static void handler(int sig) {
	EXPECT_EQ(sig, SIGUSR1);
	handled_by = pthread_self();
}

static void *killer(void *arg) {
	while (!done) {
		EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
		usleep(1000);
	}
	return arg;
}

static void *ticker(void *arg) {
	for (; ticks < 10; ticks++)
		usleep(100);
	return arg;
}

int main(void) {
	char c;
	sigset_t usr1 = set_of(SIGUSR1);
	main_thread = pthread_self();
	EXPECT_EQ(pipe(fds), 0);
	set_handler(SIGUSR1, handler, 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	pthread_t a = start_thread(killer, NULL), b = start_thread(ticker, NULL);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &usr1, NULL), 0);
	EXPECT_ERRNO(read(fds[0], &c, 1), EINTR);
	EXPECT(pthread_equal(handled_by, main_thread));
	done = 1;
	join_thread(a);
	join_thread(b);
	return test_end();
}
