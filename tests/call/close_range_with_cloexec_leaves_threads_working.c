/* "CLOSE_RANGE_CLOEXEC: set the close-on-exec flag instead of closing" - close_range(2): the descriptors
 * work on, and so do the threads that wait for them. */
#include <fcntl.h>
#include <linux/close_range.h>

#include "tests/test.h"

static int fds[2];

static void *reads(void *arg) {
	hear(fds[0]);
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(reads, NULL);
	linger();
	EXPECT_EQ(fcntl(fds[0], F_GETFD), 0);
	EXPECT_EQ(close_range(3, ~0u, CLOSE_RANGE_CLOEXEC), 0);
	EXPECT_EQ(fcntl(fds[0], F_GETFD), FD_CLOEXEC);
	tell(fds[1]);
	join_thread(thread);
	EXPECT_ERRNO(close_range(5, 4, 0), EINVAL);
	EXPECT_ERRNO(close_range(3, 4, 0x100), EINVAL);
	EXPECT_EQ(close_range(fds[1], fds[1], 0), 0);
	EXPECT_ERRNO(close(fds[1]), EBADF);
	return test_end();
}
