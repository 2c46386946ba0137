/* "SO_LINGER: a close(2) will not return until all queued messages for the socket have been successfully
 * sent or the linger timeout has been reached" - socket(7). The thread that reads them goes on. */
#include "tests/test.h"

static int fds[2];
static long sent;

static void *reads(void *arg) {
	static char buf[1 << 16];
	ssize_t n;
	long got = 0;
	linger();
	while ((n = read(fds[1], buf, sizeof buf)) > 0)
		got += n;
	EXPECT_EQ(n, 0);
	EXPECT_EQ(got, sent);
	return arg;
}

int main(void) {
	static char data[1 << 16];
	struct linger linger_on = { .l_onoff = 1, .l_linger = 100 };
	tcp_pair(fds);
	for (ssize_t n; (n = send(fds[0], data, sizeof data, MSG_DONTWAIT)) > 0;)
		sent += n;
	EXPECT_EQ(errno, EAGAIN);
	EXPECT_EQ(setsockopt(fds[0], SOL_SOCKET, SO_LINGER, &linger_on, sizeof linger_on), 0);
	pthread_t thread = start_thread(reads, NULL);
	EXPECT_EQ(close(fds[0]), 0);
	join_thread(thread);
	return test_end();
}
