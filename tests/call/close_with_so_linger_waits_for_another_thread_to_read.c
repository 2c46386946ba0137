/* SO_LINGER: "When enabled, a close(2) or shutdown(2) will not return until all queued messages for the
 * socket have been successfully sent or the linger timeout has been reached" - socket(7). The peer is
 * another thread, which reads only then. */
#include "tests/test.h"

enum { HOURS = 3600 };

static int fds[2];
static size_t sent;

static void *closes(void *arg) {
	struct linger linger = { 1, 2 * HOURS };
	EXPECT_EQ(setsockopt(fds[1], SOL_SOCKET, SO_LINGER, &linger, sizeof linger), 0);
	about_to_block();
	EXPECT_EQ(close(fds[1]), 0);
	return arg;
}

int main(void) {
	static char buf[65536];
	tcp_pair(fds);
	sent = fill_up(fds[1]);
	EXPECT(sent > 0);
	pthread_t thread = start_thread(closes, NULL);
	wait_until_blocked();
	for (size_t got = 0;;) {
		ssize_t n = read(fds[0], buf, sizeof buf);
		EXPECT(n >= 0);
		got += (size_t)n;
		if (n == 0) {
			EXPECT_EQ(got, sent);
			break;
		}
	}
	join_thread(thread);
	return test_end();
}
