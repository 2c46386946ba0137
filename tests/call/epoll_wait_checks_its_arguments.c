/* EINVAL "epfd is not an epoll file descriptor, or maxevents is less than or equal to zero"; EFAULT
 * "The memory area pointed to by events is not accessible with write permissions" - epoll_wait(2);
 * EPERM "The target file fd does not support epoll" - epoll_ctl(2). */
#include <sys/epoll.h>

#include "tests/test.h"

static void *test(void *arg) {
	struct epoll_event event = { .events = EPOLLIN };
	struct epoll_event *volatile bad = (struct epoll_event *)16;
	int fds[2], set = epoll_create1(0), file = open("/", O_RDONLY);
	(void)arg;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_ERRNO(epoll_wait(fds[0], &event, 1, -1), EINVAL);
	EXPECT_ERRNO(epoll_wait(set, &event, 0, -1), EINVAL);
	EXPECT_ERRNO(epoll_pwait(set, &event, 0, -1, NULL), EINVAL);
	EXPECT_ERRNO(epoll_ctl(set, EPOLL_CTL_ADD, file, &event), EPERM);
	EXPECT_ERRNO(epoll_ctl(set, EPOLL_CTL_ADD, set, &event), EINVAL);
	EXPECT_ERRNO(epoll_ctl(set, EPOLL_CTL_ADD, 500, &event), EBADF);
	EXPECT_ERRNO(epoll_ctl(set, EPOLL_CTL_MOD, fds[0], &event), ENOENT);
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, fds[0], &event), 0);
	EXPECT_ERRNO(epoll_ctl(set, EPOLL_CTL_ADD, fds[0], &event), EEXIST);
	tell(fds[1]);
	EXPECT_ERRNO(epoll_wait(set, bad, 1, -1), EFAULT);
	EXPECT_EQ(epoll_wait(set, &event, 1, -1), 1);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
