/* "If the O_NONBLOCK flag is set, [...] a write(2) of more than PIPE_BUF bytes may be a partial
 * write" - pipe(7), and it does not wait for the rest; neither on a socket. writev, too. */
#include <sys/uio.h>

#include "tests/test.h"

enum { LEN = 32 << 20 };

static char buf[LEN];

static void check(int fds[2]) {
	struct iovec iov[] = { { buf, 3 }, { buf + 3, LEN - 3 } };
	EXPECT_EQ(fcntl(fds[1], F_SETFL, O_NONBLOCK), 0);
	ssize_t n = write(fds[1], buf, LEN);
	EXPECT(n > 0 && n < LEN);
	drain_pattern(fds[0], (size_t)n);
	n = writev(fds[1], iov, 2);
	EXPECT(n > 0 && n < LEN);
	drain_pattern(fds[0], (size_t)n);
}

static void *test(void *arg) {
	int fds[2];
	fill_pattern(buf, LEN, 0);
	EXPECT_EQ(pipe(fds), 0);
	check(fds);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check(fds);
	tcp_pair(fds);
	check(fds);
	return arg;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
