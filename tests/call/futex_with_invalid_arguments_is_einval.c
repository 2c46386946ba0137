/* "EINVAL The supplied timeout argument was invalid (tv_sec was less than zero, or tv_nsec was not
 * less than 1,000,000,000)"; a futex word that is not aligned; a bitset of zero - futex(2) */
#include "tests/test.h"

static unsigned words[2];

static void *thread(void *arg) {
	struct timespec bad[] = { { 0, 1000000000 }, { 0, -1 }, { -1, 0 } };
	void *odd = (char *)words + 1;
	for (int i = 0; i < 3; i++) {
		EXPECT_ERRNO(futex(words, FUTEX_WAIT_PRIVATE, 0, &bad[i]), EINVAL);
		EXPECT_ERRNO(futex(words, FUTEX_WAIT_BITSET_PRIVATE, 0, &bad[i], NULL, 1), EINVAL);
	}
	EXPECT_ERRNO(futex(odd, FUTEX_WAIT_PRIVATE, 0, NULL), EINVAL);
	EXPECT_ERRNO(futex(odd, FUTEX_WAKE_PRIVATE, 1), EINVAL);
	EXPECT_ERRNO(futex(words, FUTEX_CMP_REQUEUE_PRIVATE, 1, 1, odd, 0), EINVAL);
	EXPECT_ERRNO(futex(words, FUTEX_WAIT_BITSET_PRIVATE, 0, NULL, NULL, 0), EINVAL);
	EXPECT_ERRNO(futex(words, FUTEX_WAKE_BITSET_PRIVATE, 1, NULL, NULL, 0), EINVAL);
	EXPECT_ERRNO(futex(words, FUTEX_CMP_REQUEUE_PRIVATE, -1, 1, &words[1], 0), EINVAL);
	EXPECT_ERRNO(futex(words, 99, 1), ENOSYS);
	return arg;
}

int main(void) {
	join_thread(start_thread(thread, NULL));
	return test_end();
}
