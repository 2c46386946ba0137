/* A descriptor may have any number below RLIMIT_NOFILE - dup(2), getrlimit(2), also the highest. */
#include <poll.h>
#include <sys/resource.h>

#include "tests/test.h"

static void *reader(void *arg) {
	struct pollfd p = { .fd = *(int *)arg, .events = POLLIN };
	about_to_block();
	hear(p.fd);
	about_to_block();
	EXPECT_EQ(poll(&p, 1, -1), 1);
	return NULL;
}

int main(void) {
	struct rlimit limit;
	int fds[2];
	EXPECT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
	EXPECT_EQ(pipe(fds), 0);
	for (int at = 1000; (rlim_t)at < limit.rlim_cur && at < 1 << 20; at = at * 3 / 2 + 7) {
		int high[] = { dup2(fds[0], at), dup2(fds[0], (int)limit.rlim_cur - 1) };
		EXPECT_EQ(high[0], at);
		EXPECT_EQ(high[1], limit.rlim_cur - 1);
		for (int i = 0; i < 2; i++) {
			pthread_t thread = start_thread(reader, &high[i]);
			wait_until_blocked();
			tell(fds[1]);
			wait_until_blocked();
			tell(fds[1]);
			join_thread(thread);
			hear(fds[0]);
			EXPECT_EQ(close(high[i]), 0);
		}
	}
	return test_end();
}
