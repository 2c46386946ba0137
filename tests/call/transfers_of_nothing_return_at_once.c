/* "If count is zero, read() may detect the errors described below. [...] a read() with a count of 0
 * returns zero and has no other effects" - read(2); write(2) likewise. */
#include <sys/uio.h>

#include "tests/test.h"

static void *test(void *arg) {
	int fds[2], sockets[2];
	struct iovec empty[2] = { { NULL, 0 }, { NULL, 0 } };
	(void)arg;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
	EXPECT_EQ(read(fds[0], NULL, 0), 0);
	EXPECT_EQ(read(sockets[0], NULL, 0), 0);
	EXPECT_EQ(readv(fds[0], empty, 2), 0);
	EXPECT_EQ(readv(sockets[0], empty, 2), 0);
	EXPECT_EQ(readv(fds[0], empty, 0), 0);
	fill_up(fds[1]);
	fill_up(sockets[1]);
	EXPECT_EQ(write(fds[1], NULL, 0), 0);
	EXPECT_EQ(write(sockets[1], NULL, 0), 0);
	EXPECT_EQ(writev(fds[1], empty, 2), 0);
	EXPECT_ERRNO(read(fds[1], NULL, 0), EBADF);
	EXPECT_ERRNO(write(fds[0], NULL, 0), EBADF);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
