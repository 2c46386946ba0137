/* ENOTCONN "The socket is associated with a connection-oriented protocol and has not been
 * connected" - recv(2); EPIPE, EDESTADDRREQ - send(2). None of them waits. */
#include "tests/test.h"

static void *test(void *arg) {
	struct sockaddr_in addr;
	int tcp = socket(AF_INET, SOCK_STREAM, 0), unix_stream = socket(AF_UNIX, SOCK_STREAM, 0);
	int listener = tcp_listener(&addr, 1), udp = udp_socket(&addr);
	char c = 0;
	for (int i = 0; i < 4; i++) {
		EXPECT_ERRNO(recv(tcp, &c, 1, 0), ENOTCONN);
		EXPECT_ERRNO(send(tcp, &c, 1, MSG_NOSIGNAL), EPIPE);
		EXPECT_ERRNO(recv(listener, &c, 1, 0), ENOTCONN);
		EXPECT_ERRNO(read(listener, &c, 1), ENOTCONN);
		EXPECT_ERRNO(recv(unix_stream, &c, 1, 0), EINVAL);
		EXPECT_ERRNO(send(unix_stream, &c, 1, MSG_NOSIGNAL), ENOTCONN);
		EXPECT_ERRNO(send(udp, &c, 1, 0), EDESTADDRREQ);
		EXPECT_ERRNO(recv(udp, &c, 1, MSG_ERRQUEUE), EAGAIN);
	}
	return arg;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
