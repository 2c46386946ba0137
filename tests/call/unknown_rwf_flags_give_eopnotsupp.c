/* EOPNOTSUPP "An unknown flag is specified in flags" - preadv2(2). Reads and writes without flags
 * go on to wait as ever. */
#include <sys/uio.h>

#include "tests/test.h"

static int fds[2];

static void *test(void *arg) {
	char c;
	struct iovec iov = { &c, 1 };
	(void)arg;
	EXPECT_ERRNO(preadv2(fds[0], &iov, 1, -1, 1 << 20), EOPNOTSUPP);
	EXPECT_ERRNO(pwritev2(fds[1], &iov, 1, -1, 1 << 20), EOPNOTSUPP);
	about_to_block();
	EXPECT_EQ(preadv2(fds[0], &iov, 1, -1, 0), 1);
	EXPECT_EQ(c, 'x');
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(test, NULL);
	wait_until_blocked();
	tell(fds[1]);
	join_thread(thread);
	return test_end();
}
