/* FUTEX_WAIT: "timeout ... specifies a timeout for the wait", relative; FUTEX_WAIT_BITSET: "timeout
 * is interpreted as an absolute value", of CLOCK_MONOTONIC, or of CLOCK_REALTIME with
 * FUTEX_CLOCK_REALTIME. ETIMEDOUT - futex(2) */
#include "tests/test.h"

static unsigned word;

static void *thread(void *arg) {
	for (int private = 0; private <= FUTEX_PRIVATE_FLAG; private += FUTEX_PRIVATE_FLAG) {
		struct timespec ts = { .tv_nsec = 30000000 };
		int64_t start = now_ms();
		EXPECT_ERRNO(futex(&word, FUTEX_WAIT | private, 0, &ts), ETIMEDOUT);
		EXPECT(now_ms() - start >= 29);

		int op = FUTEX_WAIT_BITSET | private;
		start = now_ms();
		ts = in_ms(CLOCK_MONOTONIC, 30);
		EXPECT_ERRNO(futex(&word, op, 0, &ts, NULL, 1), ETIMEDOUT);
		EXPECT(now_ms() - start >= 29);
		EXPECT_ERRNO(futex(&word, op, 0, &ts, NULL, 1), ETIMEDOUT); /* past */

		op |= FUTEX_CLOCK_REALTIME;
		start = now_ms();
		ts = in_ms(CLOCK_REALTIME, 30);
		EXPECT_ERRNO(futex(&word, op, 0, &ts, NULL, 1), ETIMEDOUT);
		EXPECT(now_ms() - start >= 29);
	}
	return arg;
}

int main(void) {
	join_thread(start_thread(thread, NULL));
	return test_end();
}
