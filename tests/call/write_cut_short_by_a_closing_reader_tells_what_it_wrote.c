/* A write that has written some when the last reader closes returns how much, and the next one
 * fails with EPIPE: errors are told "if no bytes were written" - write(2), fs/pipe.c. */
#include "tests/test.h"

enum { LEN = 1 << 20, READ = 100000 };

static int fds[2];

static void *writer(void *arg) {
	static char buf[LEN];
	(void)arg;
	fill_pattern(buf, LEN, 0);
	ssize_t n = write(fds[1], buf, LEN);
	EXPECT(n >= READ && n < LEN);
	EXPECT_ERRNO(write(fds[1], buf, LEN), EPIPE);
	return NULL;
}

int main(void) {
	signal(SIGPIPE, SIG_IGN);
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(writer, NULL);
	drain_pattern(fds[0], READ);
	EXPECT_EQ(close(fds[0]), 0);
	join_thread(thread);
	return test_end();
}
