/* recv of zero bytes from a stream socket waits until there is something, and leaves it there,
 * unlike read - recv(2), sock_rcvlowat() in net/sock.h. */
#include "tests/test.h"

static _Atomic int sent;

static void *receiver(void *arg) {
	int fd = *(int *)arg;
	about_to_block();
	EXPECT_EQ(recv(fd, NULL, 0, 0), 0);
	EXPECT(sent);
	hear(fd);
	sent = 0;
	about_to_block();
	EXPECT_EQ(recv(fd, NULL, 0, MSG_WAITALL), 0);
	EXPECT(sent);
	hear(fd);
	sent = 0;
	return NULL;
}

static void check(int fds[2]) {
	pthread_t thread = start_thread(receiver, fds);
	for (int i = 0; i < 2; i++) {
		wait_until_blocked();
		sent = 1;
		tell(fds[1]);
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
