/* EINVAL "Socket is not listening for connections"; EOPNOTSUPP "The referenced socket is not of
 * type SOCK_STREAM" - accept(2). */
#include "tests/test.h"

static void *test(void *arg) {
	struct sockaddr_in addr;
	int fds[2];
	(void)arg;
	EXPECT_ERRNO(accept(socket(AF_INET, SOCK_STREAM, 0), NULL, NULL), EINVAL);
	EXPECT_ERRNO(accept(socket(AF_UNIX, SOCK_STREAM, 0), NULL, NULL), EINVAL);
	EXPECT_ERRNO(accept(udp_socket(&addr), NULL, NULL), EOPNOTSUPP);
	tcp_pair(fds);
	EXPECT_ERRNO(accept(fds[0], NULL, NULL), EINVAL);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	EXPECT_ERRNO(accept(fds[0], NULL, NULL), EINVAL);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
