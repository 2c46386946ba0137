/* "When the message does not fit into the send buffer of the socket, send() normally blocks" -
 * send(2), until all of it is in there. By write, send, and sendto, on TCP and on Unix sockets. */
#include "tests/test.h"

enum { LEN = 4 << 20 };

static char buf[LEN];

static void *reader(void *arg) {
	drain_pattern(*(int *)arg, LEN);
	return NULL;
}

static void check(int fds[2]) {
	pthread_t thread = start_thread(reader, fds);
	EXPECT_EQ(write(fds[1], buf, LEN), LEN);
	join_thread(thread);
	thread = start_thread(reader, fds);
	EXPECT_EQ(send(fds[1], buf, LEN, 0), LEN);
	join_thread(thread);
	thread = start_thread(reader, fds);
	EXPECT_EQ(sendto(fds[1], buf, LEN, 0, NULL, 0), LEN);
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
