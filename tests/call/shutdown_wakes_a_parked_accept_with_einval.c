/* A thread that waits in accept is woken when another one shuts the listener down: EINVAL "Socket
 * is not listening for connections" - accept(2), shutdown(2). */
#include "tests/test.h"

static int listener;

static void *acceptor(void *arg) {
	about_to_block();
	EXPECT_ERRNO(accept(listener, NULL, NULL), EINVAL);
	return arg;
}

int main(void) {
	struct sockaddr_in addr;
	pthread_t threads[3];
	listener = tcp_listener(&addr, 5);
	for (int i = 0; i < 3; i++) {
		threads[i] = start_thread(acceptor, NULL);
		wait_until_blocked();
	}
	EXPECT_EQ(shutdown(listener, SHUT_RDWR), 0);
	for (int i = 0; i < 3; i++)
		join_thread(threads[i]);
	return test_end();
}
