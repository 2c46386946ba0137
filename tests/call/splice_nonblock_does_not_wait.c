/* SPLICE_F_NONBLOCK: "Do not block on I/O. This makes the splice pipe operations nonblocking" -
 * splice(2): EAGAIN. */
#include "tests/test.h"

static void *test(void *arg) {
	int a[2], b[2], file = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	off_t offset = 2;
	char buf[8];
	EXPECT_EQ(pipe(a) + pipe(b), 0);
	EXPECT_ERRNO(splice(a[0], NULL, b[1], NULL, 100, SPLICE_F_NONBLOCK), EAGAIN);
	fill_up(b[1]);
	tell(a[1]);
	EXPECT_ERRNO(splice(a[0], NULL, b[1], NULL, 100, SPLICE_F_NONBLOCK), EAGAIN);
	EXPECT_EQ(write(file, "01234567", 8), 8);
	EXPECT_ERRNO(splice(file, &offset, b[1], NULL, 100, SPLICE_F_NONBLOCK), EAGAIN);
	EXPECT_EQ(offset, 2);
	EXPECT_EQ(splice(file, &offset, a[1], NULL, 3, 0), 3);
	EXPECT_EQ(offset, 5);
	EXPECT_EQ(read(a[0], buf, sizeof buf), 4);
	EXPECT(!memcmp(buf, "x234", 4));
	return arg;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
