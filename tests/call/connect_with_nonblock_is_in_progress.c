/* EINPROGRESS "The socket is nonblocking and the connection cannot be completed immediately. It is
 * possible to select(2) or poll(2) for completion by selecting the socket for writing", then
 * SO_ERROR tells - connect(2). */
#include <poll.h>

#include "tests/test.h"

static struct sockaddr_in addr;
static int listener;

static void *test(void *arg) {
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), error = -1;
	socklen_t len = sizeof error;
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	EXPECT_ERRNO(connect(fd, (struct sockaddr *)&addr, sizeof addr), EINPROGRESS);
	EXPECT_EQ(poll(&p, 1, -1), 1);
	EXPECT_EQ(p.revents, POLLOUT);
	EXPECT_EQ(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len), 0);
	EXPECT_EQ(error, 0);
	EXPECT_EQ(fcntl(fd, F_GETFL), O_RDWR | O_NONBLOCK);
	return arg;
}

int main(void) {
	listener = tcp_listener(&addr, 1);
	pthread_t thread = start_thread(test, NULL);
	EXPECT(accept(listener, NULL, NULL) >= 0);
	join_thread(thread);
	return test_end();
}
