/* recv of zero bytes from a datagram socket waits for a datagram, and takes it - recv(2),
 * net/ipv4/udp.c. */
#include "tests/test.h"

static void *receiver(void *arg) {
	char buf[4];
	about_to_block();
	EXPECT_EQ(recv(*(int *)arg, NULL, 0, 0), 0);
	EXPECT_EQ(recv(*(int *)arg, buf, sizeof buf, 0), 2);
	EXPECT(!memcmp(buf, "bc", 2));
	return NULL;
}

int main(void) {
	int fds[2];
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds), 0);
	pthread_t thread = start_thread(receiver, fds);
	wait_until_blocked();
	tell(fds[1]);
	EXPECT_EQ(send(fds[1], "bc", 2, 0), 2);
	join_thread(thread);
	return test_end();
}
