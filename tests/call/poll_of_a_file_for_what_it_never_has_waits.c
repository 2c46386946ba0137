/* A file is ready to read and to write, and for nothing else: asked for other events, poll waits
 * for its timeout or for other descriptors - poll(2), DEFAULT_POLLMASK in the kernel. select, too.
 * */
#include <poll.h>
#include <sys/select.h>

#include "tests/test.h"

static int fds[2];

static void *poller(void *arg) {
	int file = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	struct pollfd p[] = {
		{ .fd = file, .events = 0 },
		{ .fd = file, .events = POLLPRI },
		{ .fd = fds[0], .events = POLLIN },
	};
	fd_set reads, excepts;
	FD_ZERO(&reads);
	FD_ZERO(&excepts);
	FD_SET(fds[0], &reads);
	FD_SET(file, &excepts);
	EXPECT_EQ(poll(p, 3, 20), 0);
	about_to_block();
	EXPECT_EQ(poll(p, 3, -1), 1);
	EXPECT_EQ(p[2].revents, POLLIN);
	hear(fds[0]);
	about_to_block();
	EXPECT_EQ(select(64, &reads, NULL, &excepts, NULL), 1);
	EXPECT(FD_ISSET(fds[0], &reads) && !FD_ISSET(file, &excepts));
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(poller, NULL);
	for (int i = 0; i < 2; i++) {
		wait_until_blocked();
		tell(fds[1]);
	}
	join_thread(thread);
	return test_end();
}
