/* "EMFILE: the per-process limit on the number of open file descriptors has been reached" - open(2), and
 * not before. */
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
	closefrom(3);
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(reads, NULL);
	linger();
	for (int fd = 5; fd < 300; fd++)
		EXPECT_EQ(open("/dev/null", O_RDONLY), fd);
	EXPECT_ERRNO(open("/dev/null", O_RDONLY), EMFILE);
	tell(fds[1]);
	join_thread(thread);
	fds[0] = 0; /* a new thread needs no descriptor */
	join_thread(start_thread(reads, NULL));
}

int main(void) {
	int input[2];
	EXPECT_EQ(pipe(input), 0);
	tell(input[1]);
	dup2(input[0], 0);
	EXPECT_EQ(run_in_child(child), 0);
	tell(input[1]);
	join_thread(start_thread(reads, NULL));
	return test_end();
}
