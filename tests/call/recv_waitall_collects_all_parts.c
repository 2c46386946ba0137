/* MSG_WAITALL: "This flag requests that the operation block until the full request is satisfied" -
 * recv(2). */
#include "tests/test.h"

enum { LEN = 20 };

static void *receiver(void *arg) {
	char buf[LEN + 5];
	about_to_block();
	EXPECT_EQ(recv(*(int *)arg, buf, LEN, MSG_WAITALL), LEN);
	EXPECT(is_pattern(buf, LEN, 0));
	return NULL;
}

static void check(int fds[2]) {
	char buf[LEN + 5];
	fill_pattern(buf, sizeof buf, 0);
	pthread_t thread = start_thread(receiver, fds);
	wait_until_blocked();
	for (int i = 0; i < LEN; i += 5) {
		EXPECT_EQ(send(fds[1], buf + i, 5, 0), 5);
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
