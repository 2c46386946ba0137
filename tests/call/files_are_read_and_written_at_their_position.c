/* "On files that support seeking, the read operation commences at the file offset, and the file
 * offset is incremented by the number of bytes read. If the file offset is at or past the end of
 * file, no bytes are read, and read() returns zero" - read(2). Through all calls that use the
 * position. */
#include <sys/uio.h>

#include "tests/test.h"

static void *test(void *arg) {
	char a[4], b[5], buf[100];
	struct iovec iov[] = { { a, sizeof a }, { b, sizeof b } };
	(void)arg;
	int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	EXPECT(fd >= 0);
	EXPECT_EQ(write(fd, "0123", 4), 4);
	memcpy(a, "4567", 4), memcpy(b, "89abc", 5);
	EXPECT_EQ(writev(fd, iov, 2), 9);
	EXPECT_EQ(pwritev2(fd, iov, 2, -1, RWF_APPEND), 9);
	EXPECT_EQ(lseek(fd, 0, SEEK_CUR), 22);
	EXPECT_EQ(pwritev2(fd, iov, 1, 1, 0), 4);
	EXPECT_EQ(read(fd, buf, sizeof buf), 0);
	EXPECT_EQ(lseek(fd, 0, SEEK_SET), 0);
	EXPECT_EQ(read(fd, buf, 3), 3);
	EXPECT_EQ(readv(fd, iov, 2), 9);
	EXPECT(!memcmp(a, "6756", 4) && !memcmp(b, "789ab", 5));
	EXPECT_EQ(preadv2(fd, iov, 2, -1, 0), 9);
	EXPECT_EQ(preadv2(fd, iov, 2, 0, 0), 9);
	EXPECT(!memcmp(a, "0456", 4) && !memcmp(b, "75678", 5));
	EXPECT_EQ(read(fd, buf, sizeof buf), 1);
	EXPECT_EQ(buf[0], 'c');
	EXPECT_EQ(read(fd, buf, sizeof buf), 0);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
