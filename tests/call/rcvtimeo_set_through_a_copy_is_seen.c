/* Options belong to the socket, not to the descriptor - setsockopt(2), dup(2): a timeout that is
 * set through one counts for the other, and so it does when it is taken back. */
#include <sys/time.h>

#include "tests/test.h"

static void *test(void *arg) {
	struct timeval tv = { .tv_usec = 50000 }, none = { 0 };
	int fd = *(int *)arg, copy = dup(fd);
	char c;
	about_to_block();
	hear(fd); /* it is known as one without a timeout */
	for (int i = 0; i < 2; i++) {
		EXPECT_EQ(setsockopt(i ? fd : copy, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv), 0);
		EXPECT_ERRNO(recv(fd, &c, 1, 0), EAGAIN);
		EXPECT_ERRNO(read(copy, &c, 1), EAGAIN);
		EXPECT_EQ(setsockopt(copy, SOL_SOCKET, SO_RCVTIMEO, &none, sizeof none), 0);
		about_to_block();
		hear(i ? fd : copy);
	}
	return NULL;
}

int main(void) {
	int fds[2];
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	pthread_t thread = start_thread(test, fds);
	for (int i = 0; i < 3; i++) {
		wait_until_blocked();
		usleep(60000);
		tell(fds[1]);
	}
	join_thread(thread);
	return test_end();
}
