/* MSG_WAITALL: "This flag requests that the operation block until the full request is satisfied" -
 * recv(2). With recvmsg, until all of its buffers are filled. */
#include <sys/uio.h>

#include "tests/test.h"

enum { LEN = 100 };

static void *receiver(void *arg) {
	char a[7], b[1], c[LEN - 8];
	struct iovec iov[] = { { a, sizeof a }, { b, sizeof b }, { NULL, 0 }, { c, sizeof c } };
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 4 };
	about_to_block();
	EXPECT_EQ(recvmsg(*(int *)arg, &msg, MSG_WAITALL), LEN);
	EXPECT(is_pattern(a, 7, 0) && is_pattern(b, 1, 7) && is_pattern(c, LEN - 8, 8));
	return NULL;
}

static void check(int fds[2]) {
	char buf[LEN];
	fill_pattern(buf, LEN, 0);
	pthread_t thread = start_thread(receiver, fds);
	wait_until_blocked();
	for (int i = 0; i < LEN; i += 4) {
		EXPECT_EQ(send(fds[1], buf + i, 4, 0), 4);
		if (i % 16 == 0)
			linger();
	}
	join_thread(thread);
}

int main(void) {
	int fds[2];
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check(fds);
	tcp_pair(fds);
	check(fds);
	return test_end();
}
