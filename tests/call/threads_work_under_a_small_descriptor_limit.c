/* RLIMIT_NOFILE may be small, before the first thread is made or afterwards: threads and I/O work, and
 * descriptors get the numbers that they would get - getrlimit(2). */
#include <fcntl.h>
#include <sys/resource.h>

#include "tests/test.h"

static int limit, fds[2];

static void *reads(void *arg) {
	hear(fds[0]);
	return arg;
}

static void use_threads(void) {
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(fds[0], 3);
	EXPECT_EQ(fds[1], 4);
	pthread_t thread = start_thread(reads, NULL);
	linger();
	EXPECT_EQ(open("/dev/null", O_RDONLY), 5);
	tell(fds[1]);
	join_thread(thread);
	EXPECT_EQ(close(3) | close(4) | close(5), 0);
}

static void lower_limit(void) {
	struct rlimit lower = { (rlim_t)limit, (rlim_t)limit };
	EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &lower), 0);
}

static void before(void) {
	lower_limit();
	use_threads();
	EXPECT_EQ(run_in_child(use_threads), 0);
}

static void after(void) {
	use_threads();
	before();
}

int main(void) {
	const int limits[] = { 1024, 256, 64, 20 };
	closefrom(3);
	for (int i = 0; i < 4; i++) {
		limit = limits[i];
		EXPECT_EQ(run_in_child(before), 0);
		EXPECT_EQ(run_in_child(after), 0);
	}
	use_threads();
	return test_end();
}
