/* "dup2() uses the file descriptor number specified in newfd", any number below RLIMIT_NOFILE - dup(2).
 */
#include <fcntl.h>
#include <sys/resource.h>

#include "tests/test.h"

static int fds[2];

static void *reads(void *arg) {
	hear(fds[0]);
	return arg;
}

static void child(void) {
	struct rlimit limit;
	EXPECT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = 300;
	EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(reads, NULL);
	linger();
	for (int fd = fds[1] + 1; fd < 300; fd++) {
		EXPECT_EQ(dup2(0, fd), fd);
		EXPECT_EQ(fcntl(fd, F_GETFD), 0);
	}
	EXPECT_ERRNO(dup2(0, 300), EBADF);
	tell(fds[1]);
	join_thread(thread);
}

int main(void) {
	EXPECT_EQ(run_in_child(child), 0);
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(reads, NULL);
	tell(fds[1]);
	join_thread(thread);
	return test_end();
}
