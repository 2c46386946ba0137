/* pread and pwrite "read from or write to a file descriptor at a given offset. The file offset is not
 * changed", end at the end of the file, and fail as they should, cached or not: pread(2). */
#include <fcntl.h>

#include "tests/test.h"

enum { PAGE = 4096 };

static char path[] = "/tmp/pread.XXXXXX";
static char page[PAGE] __attribute__((aligned(PAGE)));

static void at_offsets(int fd) {
	char buf[16];
	EXPECT_EQ(pwrite(fd, "0123456789", 10, 0), 10);
	EXPECT_EQ(pwrite(fd, "ab", 2, 4), 2);
	EXPECT_EQ(lseek(fd, 0, SEEK_CUR), 0);
	EXPECT_EQ(pread(fd, buf, 4, 3), 4);
	EXPECT(!memcmp(buf, "3ab6", 4));
	EXPECT_EQ(pread(fd, buf, sizeof buf, 7), 3);
	EXPECT(!memcmp(buf, "789", 3));
	EXPECT_EQ(pread(fd, buf, sizeof buf, 10), 0);
	EXPECT_EQ(lseek(fd, 0, SEEK_CUR), 0);
	EXPECT_ERRNO(pread(fd, buf, 1, -1), EINVAL);
	EXPECT_ERRNO(pread(-1, buf, 1, 0), EBADF);
	EXPECT_ERRNO(pwrite(-1, buf, 1, 0), EBADF);
}

static void past_the_cache(void) {
	int fd = open(path, O_RDWR | O_DIRECT);
	if (fd < 0)
		return; /* the file system has none */
	memset(page, 'x', PAGE);
	EXPECT_EQ(pwrite(fd, page, PAGE, PAGE), PAGE);
	memset(page, 0, PAGE);
	EXPECT_EQ(pread(fd, page, PAGE, PAGE), PAGE);
	EXPECT(page[0] == 'x' && page[PAGE - 1] == 'x');
	EXPECT_EQ(pread(fd, page, PAGE, 2 * PAGE), 0);
	EXPECT_EQ(close(fd), 0);
}

static void *run(void *arg) {
	int fds[2];
	char c;
	at_offsets(*(int *)arg);
	past_the_cache();
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_ERRNO(pread(fds[0], &c, 1, 0), ESPIPE);
	EXPECT_ERRNO(pwrite(fds[1], &c, 1, 0), ESPIPE);
	return NULL;
}

int main(void) {
	int fd = mkstemp(path);
	EXPECT(fd >= 0);
	join_thread(start_thread(run, &fd));
	EXPECT_EQ(unlink(path), 0);
	return test_end();
}
