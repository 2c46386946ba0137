/* POLLRDHUP: "Stream socket peer closed connection, or shut down writing half of connection" -
 * poll(2), and nothing else has to be asked for. */
#include <poll.h>

#include "tests/test.h"

static void *poller(void *arg) {
	struct pollfd p = { .fd = *(int *)arg, .events = POLLRDHUP };
	about_to_block();
	EXPECT_EQ(poll(&p, 1, -1), 1);
	EXPECT_EQ(p.revents, POLLRDHUP);
	return NULL;
}

static void check(int fds[2]) {
	pthread_t thread = start_thread(poller, &fds[0]);
	wait_until_blocked();
	tell(fds[1]); /* not what it waits for */
	linger();
	EXPECT_EQ(shutdown(fds[1], SHUT_WR), 0);
	join_thread(thread);
}

int main(void) {
	int fds[2];
	tcp_pair(fds);
	check(fds);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check(fds);
	return test_end();
}
