/* MSG_PEEK: "This flag causes the receive operation to return data from the beginning of the
 * receive queue without removing that data from the queue" - recv(2). */
#include "tests/test.h"

static void *receiver(void *arg) {
	int fd = *(int *)arg;
	char buf[10];
	about_to_block();
	EXPECT_EQ(recv(fd, buf, sizeof buf, MSG_PEEK), 3);
	EXPECT_EQ(recv(fd, buf, 1, MSG_PEEK), 1);
	EXPECT_EQ(recv(fd, buf, sizeof buf, MSG_PEEK | MSG_DONTWAIT), 3);
	EXPECT_EQ(read(fd, buf, 2), 2);
	EXPECT_EQ(recv(fd, buf, sizeof buf, MSG_PEEK), 1);
	EXPECT_EQ(buf[0], 'c');
	EXPECT_EQ(recv(fd, buf, sizeof buf, 0), 1);
	EXPECT_EQ(buf[0], 'c');
	about_to_block();
	EXPECT_EQ(recv(fd, buf, sizeof buf, MSG_PEEK), 1);
	EXPECT_EQ(recv(fd, buf, sizeof buf, 0), 1);
	return NULL;
}

static void check(int fds[2]) {
	pthread_t thread = start_thread(receiver, fds);
	wait_until_blocked();
	EXPECT_EQ(send(fds[1], "abc", 3, 0), 3);
	wait_until_blocked();
	tell(fds[1]);
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
