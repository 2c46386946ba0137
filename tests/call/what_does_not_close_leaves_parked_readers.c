/* Closing a copy, close_range with CLOSE_RANGE_CLOEXEC, dup2 onto itself, and a dup3 that fails do
 * not close the descriptor on which a thread waits: it goes on to wait - dup(2), close_range(2). */
#include <linux/close_range.h>

#include "tests/test.h"

static int fds[2];

static void *reader(void *arg) {
	char c;
	about_to_block();
	EXPECT_EQ(read(fds[0], &c, 1), 1);
	return arg;
}

static void check(int how) {
	int copy = dup(fds[0]);
	pthread_t thread = start_thread(reader, NULL);
	wait_until_blocked();
	switch (how) {
	case 0: EXPECT_EQ(close(copy), 0); break;
	case 1: EXPECT_EQ(close_range(0, ~0U, CLOSE_RANGE_CLOEXEC), 0); break;
	case 2: EXPECT_EQ(dup2(fds[0], fds[0]), fds[0]); break;
	case 3: EXPECT_ERRNO(dup3(copy, fds[0], O_NONBLOCK), EINVAL); break;
	case 4: EXPECT_ERRNO(dup3(fds[0], fds[0], 0), EINVAL); break;
	case 5: EXPECT_ERRNO(dup2(999, fds[0]), EBADF); break;
	case 6: EXPECT_ERRNO(close_range(10, 5, 0), EINVAL); break;
	}
	linger();
	tell(fds[1]);
	join_thread(thread);
	close(copy);
}

int main(void) {
	for (int how = 0; how <= 6; how++) {
		EXPECT_EQ(pipe(fds), 0);
		check(how);
		EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
		check(how);
	}
	return test_end();
}
