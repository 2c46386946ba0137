/* O_NONBLOCK, however it was set, makes reads and writes that would block fail with EAGAIN;
 * cleared, they wait again - open(2), fcntl(2), ioctl(2). */
#include <sys/ioctl.h>

#include "tests/test.h"

static void set(int fd, int on, int by_ioctl) {
	if (by_ioctl)
		EXPECT_EQ(ioctl(fd, FIONBIO, &on), 0);
	else
		EXPECT_EQ(fcntl(fd, F_SETFL, on ? O_NONBLOCK : 0), 0);
}

static void *test(void *arg) {
	const int *fds = arg;
	char c;
	for (int i = 0; i < 8; i++) {
		about_to_block();
		EXPECT_EQ(read(fds[0], &c, 1), 1);
		set(fds[0], 1, i % 2);
		EXPECT_ERRNO(read(fds[0], &c, 1), EAGAIN);
		EXPECT_ERRNO(read(fds[0], &c, 1), EAGAIN);
		EXPECT_EQ(fcntl(fds[0], F_GETFL) & O_NONBLOCK, O_NONBLOCK);
		set(fds[0], 0, i / 2 % 2);
		EXPECT_EQ(fcntl(fds[0], F_GETFL) & O_NONBLOCK, 0);
	}
	fill_up(fds[1]);
	set(fds[1], 1, 1);
	EXPECT_ERRNO(write(fds[1], &c, 1), EAGAIN);
	return NULL;
}

static void check(int fds[2]) {
	pthread_t thread = start_thread(test, fds);
	for (int i = 0; i < 8; i++) {
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
