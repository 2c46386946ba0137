/* "The readv() system call works just like read(2) except that multiple buffers are filled", one
 * after the other; "Buffers are processed in array order" - readv(2). */
#include <sys/uio.h>

#include "tests/test.h"

static int fds[2];

static void *reader(void *arg) {
	char a[2], b[3], c[8];
	struct iovec iov[] = { { a, sizeof a }, { NULL, 0 }, { b, sizeof b }, { c, sizeof c } };
	(void)arg;
	about_to_block();
	EXPECT_EQ(readv(fds[0], iov, 4), 7);
	EXPECT(!memcmp(a, "ab", 2) && !memcmp(b, "cde", 3) && !memcmp(c, "fg", 2));
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(reader, NULL);
	wait_until_blocked();
	EXPECT_EQ(write(fds[1], "abcdefg", 7), 7);
	join_thread(thread);
	return test_end();
}
