/* "out_fd [...] Since Linux 2.6.33 it can be any file" - sendfile(2). */
#include <sys/sendfile.h>

#include "tests/test.h"

enum { LEN = 300000 };

static void *test(void *arg) {
	static char buf[LEN];
	int a = open("/tmp", O_TMPFILE | O_RDWR, 0600), b = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	off_t offset = 100000;
	fill_pattern(buf, LEN, 0);
	EXPECT_EQ(write(a, buf, LEN), LEN);
	EXPECT_EQ(sendfile(b, a, &offset, LEN), LEN - 100000);
	EXPECT_EQ(offset, LEN);
	EXPECT_EQ(lseek(b, 0, SEEK_CUR), LEN - 100000);
	EXPECT_EQ(pread(b, buf, LEN, 0), LEN - 100000);
	EXPECT(is_pattern(buf, LEN - 100000, 100000));
	return arg;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
