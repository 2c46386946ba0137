/* "Specifying a timeout of zero causes poll() to return immediately, even if no file descriptors
 * are ready"; otherwise it returns 0 when so many milliseconds are over - poll(2). Without
 * descriptors, too. */
#include <poll.h>

#include "tests/test.h"

static int ready[2];

static void *bystander(void *arg) {
	hear(ready[0]);
	return arg;
}

int main(void) {
	int fds[2];
	EXPECT_EQ(pipe(ready), 0);
	EXPECT_EQ(pipe(fds), 0);
	struct pollfd p = { .fd = fds[0], .events = POLLIN, .revents = -1 };
	struct timespec ts = { .tv_nsec = 50000000 }, zero = { 0 }, bad = { .tv_nsec = 1000000000 };
	pthread_t thread = start_thread(bystander, NULL);
	EXPECT_EQ(poll(&p, 1, 0), 0);
	EXPECT_EQ(p.revents, 0);
	EXPECT_EQ(ppoll(&p, 1, &zero, NULL), 0);
	int64_t start = now_ms();
	EXPECT_EQ(poll(&p, 1, 50), 0);
	EXPECT(now_ms() - start >= 50);
	start = now_ms();
	EXPECT_EQ(ppoll(&p, 1, &ts, NULL), 0);
	EXPECT(now_ms() - start >= 50);
	start = now_ms();
	EXPECT_EQ(poll(NULL, 0, 50), 0);
	EXPECT(now_ms() - start >= 50);
	EXPECT_ERRNO(ppoll(&p, 1, &bad, NULL), EINVAL);
	bad = (struct timespec){ .tv_sec = -1 };
	EXPECT_ERRNO(ppoll(&p, 1, &bad, NULL), EINVAL);
	tell(ready[1]);
	join_thread(thread);
	return test_end();
}
