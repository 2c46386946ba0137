/* "On Linux, select() modifies timeout to reflect the amount of time not slept" - select(2), also
 * when it is over; pselect "does not". The sets are empty then. */
#include <sys/select.h>

#include "tests/test.h"

static int fds[2];

static void *selector(void *arg) {
	struct timeval tv = { .tv_sec = 1000 };
	struct timespec ts = { .tv_nsec = 50000000 };
	fd_set reads;
	FD_ZERO(&reads);
	FD_SET(fds[0], &reads);
	about_to_block();
	EXPECT_EQ(select(fds[0] + 1, &reads, NULL, NULL, &tv), 1);
	EXPECT(tv.tv_sec < 1000 && tv.tv_sec > 500);
	hear(fds[0]);

	tv = (struct timeval){ .tv_usec = 50000 };
	int64_t start = now_ms();
	EXPECT_EQ(select(fds[0] + 1, &reads, NULL, NULL, &tv), 0);
	EXPECT(now_ms() - start >= 50);
	EXPECT_EQ(tv.tv_sec + tv.tv_usec, 0);
	EXPECT(!FD_ISSET(fds[0], &reads));

	start = now_ms();
	EXPECT_EQ(pselect(0, NULL, NULL, NULL, &ts, NULL), 0);
	EXPECT(now_ms() - start >= 50);
	EXPECT_EQ(ts.tv_nsec, 50000000);
	tv = (struct timeval){ 0 };
	FD_SET(fds[0], &reads);
	EXPECT_EQ(select(fds[0] + 1, &reads, NULL, NULL, &tv), 0);
	EXPECT(!FD_ISSET(fds[0], &reads));
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(selector, NULL);
	wait_until_blocked();
	tell(fds[1]);
	join_thread(thread);
	return test_end();
}
