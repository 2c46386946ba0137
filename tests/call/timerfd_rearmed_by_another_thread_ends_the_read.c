/* A read that waits for a timer notices when another thread sets it earlier; EAGAIN for O_NONBLOCK
 * - timerfd_create(2). */
#include <sys/timerfd.h>

#include "tests/test.h"

static int fd;

static void *reader(void *arg) {
	uint64_t times;
	(void)arg;
	EXPECT_EQ(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	EXPECT_ERRNO(read(fd, &times, sizeof times), EAGAIN);
	EXPECT_EQ(fcntl(fd, F_SETFL, 0), 0);
	about_to_block();
	EXPECT_EQ(read(fd, &times, sizeof times), sizeof times);
	EXPECT_EQ(times, 1);
	return NULL;
}

int main(void) {
	struct itimerspec spec = { .it_value.tv_sec = 1000 };
	EXPECT((fd = timerfd_create(CLOCK_MONOTONIC, 0)) >= 0);
	EXPECT_EQ(timerfd_settime(fd, 0, &spec, NULL), 0);
	pthread_t thread = start_thread(reader, NULL);
	wait_until_blocked();
	spec = (struct itimerspec){ .it_value.tv_nsec = 1 };
	EXPECT_EQ(timerfd_settime(fd, 0, &spec, NULL), 0);
	join_thread(thread);
	return test_end();
}
