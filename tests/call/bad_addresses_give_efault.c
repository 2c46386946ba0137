/* EFAULT "buf is outside your accessible address space" - read(2), write(2), recv(2), send(2). What
 * was there to read stays there. */
#include "tests/test.h"

static void *test(void *arg) {
	char *volatile bad = (char *)16;
	char c;
	int fds[2], sockets[2];
	(void)arg;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
	EXPECT_ERRNO(write(fds[1], bad, 1), EFAULT);
	EXPECT_ERRNO(write(sockets[1], bad, 1), EFAULT);
	EXPECT_ERRNO(send(sockets[1], bad, 1, 0), EFAULT);
	tell(fds[1]);
	tell(sockets[1]);
	EXPECT_ERRNO(read(fds[0], bad, 1), EFAULT);
	EXPECT_ERRNO(read(sockets[0], bad, 1), EFAULT);
	EXPECT_ERRNO(recv(sockets[0], bad, 1, 0), EFAULT);
	EXPECT_EQ(read(fds[0], &c, 1), 1);
	EXPECT_EQ(read(sockets[0], &c, 1), 1);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
