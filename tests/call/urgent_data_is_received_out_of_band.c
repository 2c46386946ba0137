/* MSG_OOB: "This flag requests receipt of out-of-band data that would not be received in the normal
 * data stream" - recv(2). Also when the last read found that there is no more normal data; and
 * EINVAL when there is no urgent data. */
#include <poll.h>

#include "tests/test.h"

static void *test(void *arg) {
	struct pollfd p = { .events = POLLPRI };
	int fds[2];
	char buf[10];
	(void)arg;
	tcp_pair(fds);
	EXPECT_ERRNO(recv(fds[0], buf, 1, MSG_OOB), EINVAL);
	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(send(fds[1], "abc", 3, 0), 3);
		EXPECT_EQ(recv(fds[0], buf, sizeof buf, 0), 3);
		EXPECT_EQ(send(fds[1], "!", 1, MSG_OOB), 1);
		p.fd = fds[0];
		EXPECT_EQ(poll(&p, 1, -1), 1);
		EXPECT_EQ(p.revents, POLLPRI);
		EXPECT_EQ(recv(fds[0], buf, 1, MSG_OOB), 1);
		EXPECT_EQ(buf[0], '!');
	}
	EXPECT_EQ(send(fds[1], "abcdef", 6, MSG_OOB), 6);
	EXPECT_EQ(recv(fds[0], buf, sizeof buf, MSG_WAITALL), 5);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
