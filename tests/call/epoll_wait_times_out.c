/* "Specifying a timeout of -1 causes epoll_wait() to block indefinitely, while specifying a timeout
 * equal to zero cause epoll_wait() to return immediately" - epoll_wait(2); otherwise it returns 0
 * when the time is over. */
#include <sys/epoll.h>

#include "tests/test.h"

static int ready[2];

static void *bystander(void *arg) {
	hear(ready[0]);
	return arg;
}

int main(void) {
	struct epoll_event event;
	struct timespec ts = { .tv_nsec = 50000000 }, bad = { .tv_nsec = -1 };
	int set = epoll_create(1);
	EXPECT_EQ(pipe(ready), 0);
	pthread_t thread = start_thread(bystander, NULL);
	EXPECT_EQ(epoll_wait(set, &event, 1, 0), 0);
	int64_t start = now_ms();
	EXPECT_EQ(epoll_wait(set, &event, 1, 50), 0);
	EXPECT(now_ms() - start >= 50);
	start = now_ms();
	EXPECT_EQ(epoll_pwait(set, &event, 1, 50, NULL), 0);
	EXPECT(now_ms() - start >= 50);
	start = now_ms();
	EXPECT_EQ(epoll_pwait2(set, &event, 1, &ts, NULL), 0);
	EXPECT(now_ms() - start >= 50);
	EXPECT_ERRNO(epoll_pwait2(set, &event, 1, &bad, NULL), EINVAL);
	tell(ready[1]);
	join_thread(thread);
	return test_end();
}
