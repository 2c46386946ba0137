/* "Regular files and directories are always ready" - poll(2), poll(3p): for reading and writing,
 * also together with descriptors that are not ready. */
#include <poll.h>
#include <sys/select.h>

#include "tests/test.h"

static void *test(void *arg) {
	int fds[2], file = open("/tmp", O_TMPFILE | O_RDWR, 0600), dir = open("/", O_RDONLY);
	fd_set reads, writes;
	(void)arg;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT(file >= 0 && dir >= 0);
	struct pollfd p[] = {
		{ .fd = fds[0], .events = POLLIN },
		{ .fd = file, .events = POLLIN | POLLOUT },
		{ .fd = dir, .events = POLLIN },
	};
	EXPECT_EQ(poll(p, 3, -1), 2);
	EXPECT_EQ(p[0].revents, 0);
	EXPECT_EQ(p[1].revents, POLLIN | POLLOUT);
	EXPECT_EQ(p[2].revents, POLLIN);
	FD_ZERO(&reads);
	FD_SET(fds[0], &reads);
	FD_SET(file, &reads);
	writes = reads;
	FD_CLR(fds[0], &writes);
	EXPECT_EQ(select(64, &reads, &writes, NULL, NULL), 2);
	EXPECT(FD_ISSET(file, &reads) && FD_ISSET(file, &writes) && !FD_ISSET(fds[0], &reads));
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
