/* "Unlike preadv() and pwritev(), if the offset argument is -1, then the current file offset is
 * used and updated" - preadv2(2). So it waits for a pipe and for a socket. */
#include <sys/uio.h>

#include "tests/test.h"

static void *reader(void *arg) {
	const int *fds = arg;
	char a[2], b[8];
	struct iovec iov[] = { { a, sizeof a }, { b, sizeof b } };
	about_to_block();
	EXPECT_EQ(preadv2(fds[0], iov, 2, -1, 0), 4);
	EXPECT(!memcmp(a, "ab", 2) && !memcmp(b, "cd", 2));
	return NULL;
}

static void check(int *fds) {
	pthread_t thread = start_thread(reader, fds);
	wait_until_blocked();
	EXPECT_EQ(write(fds[1], "abcd", 4), 4);
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
