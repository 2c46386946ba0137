/* EBADF "One or both file descriptors are not valid, or do not have proper read-write mode"; EINVAL
 * "Neither of the file descriptors refers to a pipe" - splice(2). It does not wait first. */
#include "tests/test.h"

static void *test(void *arg) {
	int fds[2], sockets[2];
	(void)arg;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
	EXPECT_ERRNO(splice(fds[0], NULL, -1, NULL, 1, 0), EBADF);
	EXPECT_ERRNO(splice(fds[0], NULL, 500, NULL, 1, 0), EBADF);
	EXPECT_ERRNO(splice(sockets[0], NULL, sockets[1], NULL, 1, 0), EINVAL);
	EXPECT_ERRNO(splice(fds[0], NULL, fds[0], NULL, 1, 0), EBADF);
	EXPECT_EQ(splice(fds[0], NULL, sockets[0], NULL, 0, 0), 0);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
