/* "writev() writes out the entire contents of iov[0] before proceeding to iov[1], and so on" -
 * writev(2). With buffers of odd sizes and none, over and over more than fits at a time. */
#include <sys/uio.h>

#include "tests/test.h"

enum { PARTS = 300, LEN = PARTS * (PARTS - 1) / 2 * 37 };

static char buf[LEN];

static void *reader(void *arg) {
	drain_pattern(*(int *)arg, LEN);
	return NULL;
}

static void check(int fds[2]) {
	struct iovec iov[PARTS];
	size_t at = 0;
	for (int i = 0; i < PARTS; i++) { /* 0, 37, 74 ... bytes, the large and the small mixed */
		size_t len = (size_t)(i * 7 % PARTS) * 37;
		iov[i] = (struct iovec){ len ? buf + at : NULL, len };
		at += len;
	}
	EXPECT_EQ(at, LEN);
	pthread_t thread = start_thread(reader, fds);
	EXPECT_EQ(writev(fds[1], iov, PARTS), LEN);
	join_thread(thread);
}

int main(void) {
	int fds[2];
	fill_pattern(buf, LEN, 0);
	EXPECT_EQ(pipe(fds), 0);
	check(fds);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check(fds);
	tcp_pair(fds);
	check(fds);
	return test_end();
}
