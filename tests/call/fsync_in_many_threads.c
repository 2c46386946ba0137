/* fsync, fdatasync, syncfs and sync in threads while others write and read: each returns what it would
 * alone - fsync(2). */
#include <fcntl.h>

#include "tests/test.h"

enum { THREADS = 8 };

static char path[] = "/tmp/test-XXXXXX";

static void *writes(void *arg) {
	int number = (int)(intptr_t)arg;
	int fd = open(path, O_RDWR);
	for (int i = 0; i < 5; i++) {
		char buf[512], got[512];
		memset(buf, number * 5 + i, sizeof buf);
		EXPECT_EQ(pwrite(fd, buf, sizeof buf, number * 512), (ssize_t)sizeof buf);
		EXPECT_EQ(i % 2 ? fsync(fd) : fdatasync(fd), 0);
		EXPECT_EQ(pread(fd, got, sizeof got, number * 512), (ssize_t)sizeof got);
		EXPECT(!memcmp(buf, got, sizeof buf));
	}
	EXPECT_EQ(syncfs(fd), 0);
	EXPECT_EQ(close(fd), 0);
	EXPECT_ERRNO(fsync(-1), EBADF);
	EXPECT_ERRNO(fdatasync(-1), EBADF);
	EXPECT_ERRNO(fsync(number % 2 ? 9999 : -1), EBADF);
	return NULL;
}

int main(void) {
	pthread_t threads[THREADS];
	int fds[2];
	close(mkstemp(path));
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(writes, (void *)(intptr_t)i);
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_ERRNO(fsync(fds[0]), EINVAL);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	unlink(path);
	return test_end();
}
