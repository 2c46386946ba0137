/* "If the futex value does not match val, then the call fails immediately with the error EAGAIN." -
 * futex(2) */
#include "tests/test.h"

static unsigned word = 7;

static void *thread(void *arg) {
	struct timespec hour = { .tv_sec = 3600 };
	static const int waits[] = { FUTEX_WAIT_PRIVATE, FUTEX_WAIT };
	static const int bitset_waits[] = { FUTEX_WAIT_BITSET_PRIVATE, FUTEX_WAIT_BITSET };
	for (int i = 0; i < 2; i++) {
		EXPECT_ERRNO(futex(&word, waits[i], 8, NULL), EAGAIN);
		EXPECT_ERRNO(futex(&word, waits[i], 8, &hour), EAGAIN);
		EXPECT_ERRNO(futex(&word, bitset_waits[i], 8, NULL, NULL, 1), EAGAIN);
	}
	return arg;
}

int main(void) {
	join_thread(start_thread(thread, NULL));
	return test_end();
}
