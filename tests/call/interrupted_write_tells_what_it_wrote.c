/* "If a write() is interrupted by a signal handler [...] after it successfully writes some data,
 * then the call returns the number of bytes written" - signal(7), write(2) - with or without
 * SA_RESTART. */
#include "tests/test.h"

enum { LEN = 32 << 20 };

static char buf[LEN];

static void handler(int sig) {
	(void)sig;
}

static void *writer(void *arg) {
	const int *fds = arg;
	about_to_block();
	ssize_t n = write(fds[1], buf, LEN);
	EXPECT(n > 0 && n < LEN);
	EXPECT_EQ(close(fds[1]), 0);
	drain_pattern(fds[0], (size_t)n);
	EXPECT_EQ(read(fds[0], buf, 1), 0);
	return NULL;
}

static void check(int fds[2]) {
	pthread_t thread = start_thread(writer, fds);
	wait_until_blocked();
	EXPECT_EQ(pthread_kill(thread, SIGUSR1), 0);
	join_thread(thread);
}

int main(void) {
	int fds[2];
	for (int flags = 0; flags >= 0; flags = flags ? -1 : SA_RESTART) {
		set_handler(SIGUSR1, handler, flags);
		fill_pattern(buf, LEN, 0);
		EXPECT_EQ(pipe(fds), 0);
		check(fds);
		fill_pattern(buf, LEN, 0);
		EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
		check(fds);
		fill_pattern(buf, LEN, 0);
		tcp_pair(fds);
		check(fds);
	}
	return test_end();
}
