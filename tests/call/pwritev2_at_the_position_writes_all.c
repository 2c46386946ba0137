/* pwritev2 with the offset -1 writes at the current position - pwritev2(2), so to a pipe or a
 * socket, and waits until all is written. */
#include <sys/uio.h>

#include "tests/test.h"

enum { LEN = 1 << 20 };

static char buf[LEN];

static void *reader(void *arg) {
	drain_pattern(*(int *)arg, LEN);
	return NULL;
}

static void check(int fds[2]) {
	struct iovec iov[] = { { buf, 5 }, { buf + 5, LEN - 12 }, { NULL, 0 }, { buf + LEN - 7, 7 } };
	pthread_t thread = start_thread(reader, fds);
	EXPECT_EQ(pwritev2(fds[1], iov, 4, -1, 0), LEN);
	join_thread(thread);
}

int main(void) {
	int fds[2];
	fill_pattern(buf, LEN, 0);
	EXPECT_EQ(pipe(fds), 0);
	check(fds);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check(fds);
	return test_end();
}
