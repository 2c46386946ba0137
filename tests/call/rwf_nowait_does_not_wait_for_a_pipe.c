/* RWF_NOWAIT: "Do not wait for data which is not immediately available. [...] if no data was read,
 * -1 and errno set to EAGAIN" - preadv2(2). And it leaves the pipe as it is: the next read waits.
 * */
#include <sys/uio.h>

#include "tests/test.h"

static int fds[2], full[2];

static void *test(void *arg) {
	char c;
	struct iovec iov = { &c, 1 };
	(void)arg;
	EXPECT_ERRNO(preadv2(fds[0], &iov, 1, -1, RWF_NOWAIT), EAGAIN);
	EXPECT_ERRNO(pwritev2(full[1], &iov, 1, -1, RWF_NOWAIT), EAGAIN);
	about_to_block();
	EXPECT_EQ(read(fds[0], &c, 1), 1);
	EXPECT_EQ(c, 'y');
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pipe(full), 0);
	fill_up(full[1]);
	pthread_t thread = start_thread(test, NULL);
	wait_until_blocked();
	EXPECT_EQ(write(fds[1], "y", 1), 1);
	join_thread(thread);
	return test_end();
}
