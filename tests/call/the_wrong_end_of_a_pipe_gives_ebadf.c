/* EBADF "fd is not a valid file descriptor or is not open for reading", or for writing - read(2),
 * write(2). And neither end can be sought in: ESPIPE - pipe(7). */
#include <sys/uio.h>

#include "tests/test.h"

static void *test(void *arg) {
	char c = 0;
	struct iovec iov = { &c, 1 };
	int fds[2];
	(void)arg;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_ERRNO(read(fds[1], &c, 1), EBADF);
	EXPECT_ERRNO(readv(fds[1], &iov, 1), EBADF);
	EXPECT_ERRNO(write(fds[0], &c, 1), EBADF);
	EXPECT_ERRNO(writev(fds[0], &iov, 1), EBADF);
	EXPECT_ERRNO(preadv2(fds[0], &iov, 1, 5, 0), ESPIPE);
	EXPECT_ERRNO(pwritev2(fds[1], &iov, 1, 5, 0), ESPIPE);
	EXPECT_ERRNO(pread(fds[0], &c, 1, 0), ESPIPE);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
