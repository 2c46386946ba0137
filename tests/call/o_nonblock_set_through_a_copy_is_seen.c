/* "Duplicated file descriptors (made with dup(2), fcntl(F_DUPFD), fork(2), etc.) refer to the same
 * open file description, and thus share the same file status flags" - fcntl(2). By dup, dup2,
 * F_DUPFD; set in one, it counts for all; and so it does when it is cleared. */
#include <sys/ioctl.h>

#include "tests/test.h"

static void *test(void *arg) {
	int *fds = arg, on = 1, off = 0, copies[3];
	char c;
	about_to_block();
	hear(fds[0]); /* it is known as one that waits */
	copies[0] = dup(fds[0]);
	copies[1] = dup2(copies[0], 100);
	copies[2] = fcntl(copies[1], F_DUPFD, 200);
	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(fcntl(copies[i], F_SETFL, O_NONBLOCK), 0);
		EXPECT_ERRNO(read(fds[0], &c, 1), EAGAIN);
		for (int j = 0; j < 3; j++)
			EXPECT_ERRNO(read(copies[j], &c, 1), EAGAIN);
		EXPECT_EQ(ioctl(fds[0], FIONBIO, &off), 0);
		about_to_block();
		hear(copies[i]);
		EXPECT_EQ(ioctl(fds[0], FIONBIO, &on), 0);
		EXPECT_ERRNO(read(copies[i], &c, 1), EAGAIN);
		EXPECT_EQ(fcntl(copies[2 - i], F_SETFL, 0), 0);
		about_to_block();
		hear(fds[0]);
	}
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(close(copies[i]), 0);
	return NULL;
}

static void check(int fds[2]) {
	pthread_t thread = start_thread(test, fds);
	for (int i = 0; i < 7; i++) {
		wait_until_blocked();
		tell(fds[1]);
	}
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
