/* A send with MSG_DONTWAIT of more than fits returns how much it took - send(2). */
#include "tests/test.h"

enum { LEN = 32 << 20 };

static void *test(void *arg) {
	static char buf[LEN];
	int fds[2];
	(void)arg;
	fill_pattern(buf, LEN, 0);
	tcp_pair(fds);
	ssize_t n = send(fds[1], buf, LEN, MSG_DONTWAIT);
	EXPECT(n > 0 && n < LEN);
	EXPECT_EQ(shutdown(fds[1], SHUT_WR), 0);
	drain_pattern(fds[0], (size_t)n);
	EXPECT_EQ(read(fds[0], buf, 1), 0);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
