/* A descriptor that was waited for is closed, its copy is not, and has data that nobody reads: the
 * process has nothing to do, and takes no time of the processor; the number can be another pipe. */
#include "tests/test.h"

static int ready[2];

static void *reader(void *arg) {
	about_to_block();
	hear(*(int *)arg);
	return NULL;
}

static void *sleeper(void *arg) {
	usleep(300000);
	tell(ready[1]);
	return arg;
}

static int64_t cpu_ms(void) {
	struct timespec ts;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int main(void) {
	int fds[2], again[2];
	EXPECT_EQ(pipe(ready), 0);
	EXPECT_EQ(pipe(fds), 0);
	int copy = dup(fds[0]);
	pthread_t thread = start_thread(reader, fds);
	wait_until_blocked();
	tell(fds[1]);
	join_thread(thread);
	EXPECT_EQ(close(fds[0]), 0);
	tell(fds[1]);

	int64_t start = cpu_ms();
	thread = start_thread(sleeper, NULL);
	hear(ready[0]);
	join_thread(thread);
	EXPECT(cpu_ms() - start < 30);

	EXPECT_EQ(pipe(again), 0);
	EXPECT_EQ(again[0], fds[0]);
	thread = start_thread(reader, again);
	wait_until_blocked();
	tell(again[1]);
	join_thread(thread);
	hear(copy);
	return test_end();
}
