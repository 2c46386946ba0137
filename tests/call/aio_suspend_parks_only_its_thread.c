/* "aio_suspend() suspends the calling thread until one or more of the asynchronous I/O requests have
 * completed" - aio_suspend(3): another thread writes what is asked for. */
#include <aio.h>

#include "tests/test.h"

static int fds[2];

static void *writes(void *arg) {
	linger();
	EXPECT_EQ(write(fds[1], "abc", 3), 3);
	return arg;
}

int main(void) {
	char buf[8];
	EXPECT_EQ(pipe(fds), 0);
	for (int i = 0; i < 3; i++) {
		struct aiocb request = { .aio_fildes = fds[0], .aio_buf = buf, .aio_nbytes = 8 };
		const struct aiocb *list[] = { &request };
		EXPECT_EQ(aio_read(&request), 0);
		pthread_t thread = start_thread(writes, NULL);
		EXPECT_EQ(aio_suspend(list, 1, NULL), 0);
		EXPECT_EQ(aio_error(&request), 0);
		EXPECT_EQ(aio_return(&request), 3);
		join_thread(thread);
	}
	return test_end();
}
