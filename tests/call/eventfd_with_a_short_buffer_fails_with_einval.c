/* EINVAL "fd was created via a call to timerfd_create(2) and the wrong size buffer was given to
 * read()"; "A read(2) fails with the error EINVAL if the size of the supplied buffer is less than 8
 * bytes" - read(2), eventfd(2): at once, however often there was nothing to read before. */
#include <sys/eventfd.h>
#include <sys/timerfd.h>

#include "tests/test.h"

static void check(int fd) {
	char buf[8];
	for (int i = 0; i < 4; i++)
		EXPECT_ERRNO(read(fd, buf, 8), EAGAIN);
	EXPECT_EQ(fcntl(fd, F_SETFL, 0), 0);
	for (int i = 0; i < 4; i++)
		EXPECT_ERRNO(read(fd, buf, 7), EINVAL);
}

static void *test(void *arg) {
	check(eventfd(0, EFD_NONBLOCK));
	check(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK));
	return arg;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
