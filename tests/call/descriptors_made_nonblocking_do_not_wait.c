/* O_NONBLOCK, SOCK_NONBLOCK, EFD_NONBLOCK, TFD_NONBLOCK given when a descriptor is made - pipe(2),
 * socket(2), eventfd(2), timerfd_create(2). */
#include <sys/eventfd.h>
#include <sys/timerfd.h>

#include "tests/test.h"

static void *test(void *arg) {
	uint64_t value;
	int fds[2];
	struct sockaddr_in addr = { .sin_family = AF_INET };
	(void)arg;
	EXPECT_EQ(pipe2(fds, O_NONBLOCK), 0);
	EXPECT_ERRNO(read(fds[0], &value, 8), EAGAIN);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	EXPECT_ERRNO(read(fds[0], &value, 8), EAGAIN);
	EXPECT_ERRNO(recv(fds[0], &value, 8, MSG_WAITALL), EAGAIN);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	EXPECT_EQ(bind(fd, (struct sockaddr *)&addr, sizeof addr), 0);
	EXPECT_ERRNO(recv(fd, &value, 8, 0), EAGAIN);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	EXPECT_EQ(listen(fd, 1), 0);
	EXPECT_ERRNO(accept(fd, NULL, NULL), EAGAIN);
	EXPECT((fd = eventfd(0, EFD_NONBLOCK)) >= 0);
	EXPECT_ERRNO(read(fd, &value, 8), EAGAIN);
	EXPECT((fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK)) >= 0);
	EXPECT_ERRNO(read(fd, &value, 8), EAGAIN);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
