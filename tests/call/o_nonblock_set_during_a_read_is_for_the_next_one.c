/* A read that waits already goes on to wait when another thread sets O_NONBLOCK, and gets what
 * comes; the next one fails with EAGAIN - read(2), fcntl(2). */
#include "tests/test.h"

static void *reader(void *arg) {
	int fd = *(int *)arg;
	char c;
	about_to_block();
	hear(fd);
	EXPECT_ERRNO(read(fd, &c, 1), EAGAIN);
	return NULL;
}

static void check(int fds[2]) {
	pthread_t thread = start_thread(reader, fds);
	wait_until_blocked();
	EXPECT_EQ(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
	linger();
	tell(fds[1]);
	join_thread(thread);
}

int main(void) {
	int fds[2];
	EXPECT_EQ(pipe(fds), 0);
	check(fds);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check(fds);
	return test_end();
}
