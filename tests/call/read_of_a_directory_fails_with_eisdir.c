/* EISDIR "fd refers to a directory" - read(2). */
#include <sys/uio.h>

#include "tests/test.h"

static void *test(void *arg) {
	char buf[64];
	struct iovec iov = { buf, sizeof buf };
	(void)arg;
	int fd = open("/", O_RDONLY | O_DIRECTORY);
	EXPECT(fd >= 0);
	EXPECT_ERRNO(read(fd, buf, sizeof buf), EISDIR);
	EXPECT_ERRNO(readv(fd, &iov, 1), EISDIR);
	EXPECT_ERRNO(write(fd, buf, sizeof buf), EBADF);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
