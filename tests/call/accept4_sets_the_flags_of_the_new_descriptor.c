/* "SOCK_NONBLOCK: Set the O_NONBLOCK file status flag on the open file description referred to by
 * the new file descriptor"; "On Linux, the new socket returned by accept() does not inherit file
 * status flags such as O_NONBLOCK" - accept(2). */
#include "tests/test.h"

static int listener;
static struct sockaddr_in addr;

static int connected(void) {
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	EXPECT_EQ(connect(fd, (struct sockaddr *)&addr, sizeof addr), 0);
	return fd;
}

static void *test(void *arg) {
	char c;
	(void)arg;
	EXPECT_EQ(fcntl(listener, F_SETFL, O_NONBLOCK), 0);
	EXPECT_ERRNO(accept(listener, NULL, NULL), EAGAIN);
	int client = connected();
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	EXPECT(fd >= 0);
	EXPECT_EQ(fcntl(fd, F_GETFL), O_RDWR | O_NONBLOCK);
	EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	EXPECT_ERRNO(read(fd, &c, 1), EAGAIN);
	EXPECT_EQ(close(fd) + close(client), 0);

	client = connected();
	fd = accept(listener, NULL, NULL);
	EXPECT_EQ(fcntl(fd, F_GETFL), O_RDWR);
	EXPECT_EQ(fcntl(fd, F_GETFD), 0);
	EXPECT_ERRNO(accept4(listener, NULL, NULL, 1 << 20), EINVAL);
	about_to_block();
	EXPECT_EQ(read(fd, &c, 1), 0);
	return (void *)(intptr_t)client;
}

int main(void) {
	listener = tcp_listener(&addr, 5);
	pthread_t thread = start_thread(test, NULL);
	wait_until_blocked();
	for (int fd = listener + 1; fd < 64; fd++)
		shutdown(fd, SHUT_WR);
	join_thread(thread);
	return test_end();
}
