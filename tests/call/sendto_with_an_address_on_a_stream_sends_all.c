/* "If sendto() is used on a connection-mode socket, the arguments dest_addr and addrlen are
 * ignored" - send(2): it blocks until all is sent like send. */
#include "tests/test.h"

enum { LEN = 4 << 20 };

static char buf[LEN];

static void *reader(void *arg) {
	drain_pattern(*(int *)arg, LEN);
	return NULL;
}

int main(void) {
	int fds[2];
	struct sockaddr_in addr = { .sin_family = AF_INET };
	fill_pattern(buf, LEN, 0);
	tcp_pair(fds);
	pthread_t thread = start_thread(reader, fds);
	EXPECT_EQ(sendto(fds[1], buf, LEN, 0, (struct sockaddr *)&addr, sizeof addr), LEN);
	join_thread(thread);
	return test_end();
}
