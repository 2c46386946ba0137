/* ECONNREFUSED "When sent to a connected datagram socket" whose peer is gone: the ICMP message is
 * an error of the socket, which the next call fails with, also one that waits - udp(7), ip(7). */
#include "tests/test.h"

static int fd;

static void *receiver(void *arg) {
	char c;
	about_to_block();
	EXPECT_ERRNO(recv(fd, &c, 1, 0), ECONNREFUSED);
	return arg;
}

int main(void) {
	struct sockaddr_in addr;
	int gone = udp_socket(&addr);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	EXPECT_EQ(connect(fd, (struct sockaddr *)&addr, sizeof addr), 0);
	EXPECT_EQ(close(gone), 0);
	pthread_t thread = start_thread(receiver, NULL);
	wait_until_blocked();
	tell(fd);
	join_thread(thread);
	return test_end();
}
