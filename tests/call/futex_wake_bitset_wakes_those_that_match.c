/* "the bitwise AND of this bit mask with the bit mask in the futex ... if the result is nonzero,
 * the waiter is woken up": FUTEX_WAKE_BITSET; FUTEX_WAKE wakes any - futex(2) */
#include "tests/test.h"
#include <limits.h>

static unsigned word;
static _Atomic int returned[4];

static void *waiter(void *arg) {
	intptr_t i = (intptr_t)arg;
	EXPECT_EQ(futex(&word, FUTEX_WAIT_BITSET_PRIVATE, 0, NULL, NULL, 1u << i), 0);
	returned[i] = 1;
	return NULL;
}

static void wake(unsigned bits, int count) {
	while (count > 0) {
		long n = futex(&word, FUTEX_WAKE_BITSET_PRIVATE, INT_MAX, NULL, NULL, bits);
		EXPECT(n >= 0 && n <= count);
		count -= n;
		usleep(100);
	}
}

int main(void) {
	pthread_t threads[4];
	for (intptr_t i = 0; i < 4; i++)
		threads[i] = start_thread(waiter, (void *)i);
	wake(1u << 2, 1);
	join_thread(threads[2]);
	wake(1u << 0 | 1u << 3 | 1u << 30, 2);
	join_thread(threads[0]);
	join_thread(threads[3]);
	linger();
	EXPECT_EQ(returned[1], 0);
	EXPECT_EQ(futex(&word, FUTEX_WAKE_BITSET_PRIVATE, 1, NULL, NULL, ~2u), 0);
	while (futex(&word, FUTEX_WAKE_PRIVATE, 1) == 0)
		usleep(100);
	join_thread(threads[1]);
	return test_end();
}
