/* sendmsg on a stream blocks until all buffers of the message are sent - send(2), sendmsg(3p). */
#include <sys/uio.h>

#include "tests/test.h"

enum { LEN = 3 << 20, PARTS = 3 };

static char buf[LEN];

static void *reader(void *arg) {
	drain_pattern(*(int *)arg, LEN);
	return NULL;
}

static void check(int fds[2]) {
	struct iovec iov[PARTS] = { { buf, 1 }, { buf + 1, LEN - 3 }, { buf + LEN - 2, 2 } };
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = PARTS };
	pthread_t thread = start_thread(reader, fds);
	EXPECT_EQ(sendmsg(fds[1], &msg, 0), LEN);
	join_thread(thread);
}

int main(void) {
	int fds[2];
	fill_pattern(buf, LEN, 0);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check(fds);
	tcp_pair(fds);
	check(fds);
	return test_end();
}
