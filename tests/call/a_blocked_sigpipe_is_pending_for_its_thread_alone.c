/* SIGPIPE is directed to the thread that wrote - signal(7): while it blocks it, other threads that
 * do not are left alone, whatever they do meanwhile. */
#include "tests/test.h"

static __thread int is_writer;
static _Atomic int handled, stop;

static void handler(int sig) {
	EXPECT_EQ(sig, SIGPIPE);
	EXPECT(is_writer);
	handled++;
}

static void *writes(void *arg) {
	sigset_t set = set_of(SIGPIPE), pending;
	int fds[2];
	is_writer = 1;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(close(fds[0]), 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	EXPECT_ERRNO(write(fds[1], "x", 1), EPIPE);
	for (int i = 0; i < 5; i++) {
		usleep(1000);
		EXPECT_EQ(sigpending(&pending), 0);
		EXPECT_EQ(sigismember(&pending, SIGPIPE), 1);
		EXPECT_EQ(handled, 0);
	}
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &set, NULL), 0);
	EXPECT_EQ(handled, 1);
	return arg;
}

static void *other(void *arg) {
	while (!stop)
		usleep(100);
	return arg;
}

int main(void) {
	set_handler(SIGPIPE, handler, 0);
	pthread_t running = start_thread(other, NULL);
	join_thread(start_thread(writes, NULL));
	stop = 1;
	join_thread(running);
	return test_end();
}
