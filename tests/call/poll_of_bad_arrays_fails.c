/* EFAULT "fds points outside the process's accessible address space"; EINVAL "The nfds value
 * exceeds the RLIMIT_NOFILE value" - poll(2). */
#include <poll.h>
#include <sys/resource.h>

#include "tests/test.h"

static void *test(void *arg) {
	struct pollfd *volatile bad = (struct pollfd *)16;
	struct rlimit limit;
	(void)arg;
	EXPECT_ERRNO(poll(bad, 1, -1), EFAULT);
	EXPECT_ERRNO(ppoll(bad, 1, NULL, NULL), EFAULT);
	EXPECT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
	EXPECT_ERRNO(poll(bad, limit.rlim_cur + 1, 0), EINVAL);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
