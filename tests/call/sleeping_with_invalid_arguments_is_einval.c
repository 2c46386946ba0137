/* "EINVAL The value in the tv_nsec field was not in the range [0, 999999999] or tv_sec was
 * negative." - nanosleep(2). clock_nanosleep returns the number, and leaves errno alone; "EINVAL
 * clockid was invalid (CLOCK_THREAD_CPUTIME_ID is not a permitted value for clockid)" */
#include "tests/test.h"

static void *thread(void *arg) {
	struct timespec wrong[] = { { 0, 1000000000 }, { 0, -1 }, { -1, 0 } }, ok = { 0, 0 };
	for (int i = 0; i < 3; i++) {
		EXPECT_ERRNO(nanosleep(&wrong[i], NULL), EINVAL);
		errno = ENOTDIR;
		EXPECT_EQ(clock_nanosleep(CLOCK_MONOTONIC, 0, &wrong[i], NULL), EINVAL);
		EXPECT_EQ(clock_nanosleep(CLOCK_REALTIME, 0, &wrong[i], NULL), EINVAL);
		EXPECT_EQ(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wrong[i], NULL), EINVAL);
		EXPECT_EQ(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &wrong[i], NULL), EINVAL);
		EXPECT_EQ(errno, ENOTDIR);
	}
	EXPECT_EQ(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &ok, NULL), EINVAL);
	EXPECT_EQ(clock_nanosleep(99, 0, &ok, NULL), EINVAL);
	EXPECT_EQ(clock_nanosleep(CLOCK_MONOTONIC, 0, &ok, NULL), 0);
	return arg;
}

int main(void) {
	thread(NULL);
	join_thread(start_thread(thread, NULL));
	return test_end();
}
