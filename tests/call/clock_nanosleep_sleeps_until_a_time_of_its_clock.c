/* "If flags is TIMER_ABSTIME, then request is interpreted as an absolute time as measured by the
 * clock, clockid. If request is less than or equal to the current value of the clock, then
 * clock_nanosleep() returns immediately" - clock_nanosleep(2) */
#include "tests/test.h"

static void *thread(void *arg) {
	static const clockid_t clocks[] = { CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME, CLOCK_TAI };
	for (int i = 0; i < 4; i++) {
		int64_t start = now_ms();
		struct timespec at = in_ms(clocks[i], 30);
		EXPECT_EQ(clock_nanosleep(clocks[i], TIMER_ABSTIME, &at, NULL), 0);
		EXPECT(now_ms() - start >= 29);
		EXPECT_EQ(clock_nanosleep(clocks[i], TIMER_ABSTIME, &at, NULL), 0);
		at = (struct timespec){ 0, 1 };
		EXPECT_EQ(clock_nanosleep(clocks[i], TIMER_ABSTIME, &at, NULL), 0);
		start = now_ms();
		at = (struct timespec){ 0, 20000000 };
		EXPECT_EQ(clock_nanosleep(clocks[i], 0, &at, NULL), 0);
		EXPECT(now_ms() - start >= 19);
	}
	return arg;
}

int main(void) {
	join_thread(start_thread(thread, NULL));
	return test_end();
}
