/* "If no timer expirations have occurred at the time of the read(2), then the call either blocks
 * until the next timer expiration" - timerfd_create(2). Other threads run meanwhile. */
#include <sys/timerfd.h>

#include "tests/test.h"

static int started[2];

static void *ticker(void *arg) {
	int *ticks = arg;
	hear(started[0]);
	for (; *ticks < 5; ++*ticks)
		usleep(1000);
	return NULL;
}

int main(void) {
	struct itimerspec spec = { .it_value.tv_nsec = 200000000, .it_interval.tv_nsec = 1000000 };
	int ticks = 0, fd = timerfd_create(CLOCK_MONOTONIC, 0);
	uint64_t times;
	EXPECT(fd >= 0);
	EXPECT_EQ(pipe(started), 0);
	pthread_t thread = start_thread(ticker, &ticks);
	int64_t start = now_ms();
	EXPECT_EQ(timerfd_settime(fd, 0, &spec, NULL), 0);
	tell(started[1]);
	EXPECT_EQ(read(fd, &times, sizeof times), sizeof times);
	EXPECT(times >= 1);
	EXPECT(now_ms() - start >= 195);
	join_thread(thread);
	EXPECT_EQ(ticks, 5);
	usleep(20000);
	EXPECT_EQ(read(fd, &times, sizeof times), sizeof times);
	EXPECT(times >= 10);
	return test_end();
}
