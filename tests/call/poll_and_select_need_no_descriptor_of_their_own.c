/* A process that has as many descriptors as it may have waits all the same: EMFILE is no error of
 * poll(2) or select(2). */
#include <poll.h>
#include <sys/resource.h>
#include <sys/select.h>

#include "tests/test.h"

static int fds[2];

static void *poller(void *arg) {
	struct pollfd p = { .fd = fds[0], .events = POLLIN | POLLPRI };
	fd_set reads, excepts;
	about_to_block();
	EXPECT_EQ(poll(&p, 1, -1), 1);
	hear(fds[0]);
	FD_ZERO(&reads);
	FD_SET(fds[0], &reads);
	excepts = reads;
	about_to_block();
	EXPECT_EQ(select(fds[0] + 1, &reads, NULL, &excepts, NULL), 1);
	hear(fds[0]);
	return arg;
}

int main(void) {
	struct rlimit limit = { 200, 200 };
	EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(poller, NULL);
	while (dup(0) >= 0)
		;
	EXPECT_EQ(errno, EMFILE);
	for (int i = 0; i < 2; i++) {
		wait_until_blocked();
		tell(fds[1]);
	}
	join_thread(thread);
	return test_end();
}
