/* EBADF "An invalid file descriptor was given in one of the sets"; EINVAL "nfds is negative [...].
 * The value contained within timeout is invalid" - select(2). On errors, "the file descriptor sets
 * are unmodified". */
#include <sys/select.h>

#include "tests/test.h"

static void *test(void *arg) {
	int fds[2];
	fd_set reads, before;
	struct timeval bad = { .tv_sec = -1 };
	struct timespec bad_ts = { .tv_nsec = 1000000000 };
	(void)arg;
	EXPECT_EQ(pipe(fds), 0);
	FD_ZERO(&reads);
	FD_SET(fds[0], &reads);
	FD_SET(20, &reads); /* below the size of the kernel's table, which nfds is cut to */
	close(20);
	before = reads;
	EXPECT_ERRNO(select(21, &reads, NULL, NULL, NULL), EBADF);
	EXPECT_ERRNO(select(21, NULL, &reads, NULL, NULL), EBADF);
	EXPECT_ERRNO(pselect(21, NULL, NULL, &reads, NULL, NULL), EBADF);
	EXPECT_ERRNO(select(-1, &reads, NULL, NULL, NULL), EINVAL);
	EXPECT_ERRNO(pselect(-1, &reads, NULL, NULL, NULL, NULL), EINVAL);
	EXPECT_ERRNO(select(20, &reads, NULL, NULL, &bad), EINVAL);
	EXPECT_ERRNO(pselect(20, &reads, NULL, NULL, &bad_ts, NULL), EINVAL);
	EXPECT(!memcmp(&reads, &before, sizeof reads));
	tell(fds[1]);
	EXPECT_EQ(select(20, &reads, NULL, NULL, NULL), 1);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
