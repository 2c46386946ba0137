/* "splice() moves data between two file descriptors" and blocks, unless SPLICE_F_NONBLOCK is given,
 * until the source has some and the sink has room - splice(2). Pipe to socket to pipe, and 0 at the
 * end. */
#include "tests/test.h"

enum { LEN = 2 << 20 };

static int first[2], sockets[2], last[2];

static void *move(int from, int to) {
	size_t done = 0;
	for (ssize_t n; (n = splice(from, NULL, to, NULL, 1 << 20, 0)) != 0; done += (size_t)n)
		EXPECT(n > 0);
	EXPECT_EQ(done, LEN);
	return NULL;
}

static void *pipe_to_socket(void *arg) {
	(void)arg;
	about_to_block();
	move(first[0], sockets[1]);
	EXPECT_EQ(shutdown(sockets[1], SHUT_WR), 0);
	return NULL;
}

static void *socket_to_pipe(void *arg) {
	(void)arg;
	about_to_block();
	return move(sockets[0], last[1]);
}

static void *reader(void *arg) {
	drain_pattern(last[0], LEN);
	return arg;
}

static void check(void) {
	static char buf[LEN];
	fill_pattern(buf, LEN, 0);
	EXPECT_EQ(pipe(first), 0);
	EXPECT_EQ(pipe(last), 0);
	pthread_t a = start_thread(pipe_to_socket, NULL);
	wait_until_blocked();
	pthread_t b = start_thread(socket_to_pipe, NULL);
	wait_until_blocked();
	pthread_t c = start_thread(reader, NULL);
	EXPECT_EQ(write(first[1], buf, LEN), LEN);
	EXPECT_EQ(close(first[1]), 0);
	join_thread(a);
	join_thread(b);
	join_thread(c);
}

int main(void) {
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
	check();
	tcp_pair(sockets);
	check();
	EXPECT_EQ(shutdown(sockets[0], SHUT_WR), 0);
	return test_end();
}
