/* SO_RCVLOWAT holds back who asks for as much; who asks for less waits for that only -
 * sock_rcvlowat() in net/sock.h. And the end of the stream ends the wait - socket(7). */
#include "tests/test.h"

static void *receiver(void *arg) {
	int fd = *(int *)arg;
	char buf[16];
	EXPECT_EQ(recv(fd, buf, 3, 0), 3);
	EXPECT_EQ(recv(fd, buf, sizeof buf, MSG_DONTWAIT), 1);
	about_to_block();
	EXPECT_EQ(recv(fd, buf, sizeof buf, 0), 2);
	EXPECT_EQ(recv(fd, buf, sizeof buf, 0), 0);
	return NULL;
}

static void check(int fds[2]) {
	int lowat = 10;
	EXPECT_EQ(setsockopt(fds[0], SOL_SOCKET, SO_RCVLOWAT, &lowat, sizeof lowat), 0);
	EXPECT_EQ(send(fds[1], "abcd", 4, 0), 4);
	pthread_t thread = start_thread(receiver, fds);
	wait_until_blocked();
	EXPECT_EQ(send(fds[1], "ef", 2, 0), 2);
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
