/* The parking lot serves threads that are no coroutines as well: first in, first out, woken by address
 * and by bits, with deadlines. */
#include "runtime/lot.h"
#include "tests/test.h"

enum { WAITERS = 8 };

static _Atomic unsigned word = 1, other;
static _Atomic int woken;
static int order[WAITERS];
static unsigned queued; /* kept by the lot */

static bool is_one(void *arg) {
	return *(_Atomic unsigned *)arg == 1;
}

static void *waiter(void *arg) {
	int number = (int)(intptr_t)arg;
	struct lot_wait wait = { .addr = &word,
				 .check = is_one,
				 .arg = &word,
				 .deadline_ns = INT64_MAX,
				 .bitset = 1u << number,
				 .count = &queued };
	EXPECT_EQ(lot_wait_for(&wait), 0);
	order[woken] = number;
	woken++;
	return NULL;
}

static void wait_for_count(_Atomic int *count, int wanted) {
	while (*count < wanted)
		usleep(100);
}

int main(void) {
	pthread_t threads[WAITERS];
	EXPECT_EQ(lot_wait(&word, 2, INT64_MAX, LOT_ANY, 0), -EAGAIN); /* it is not 2 */
	EXPECT_EQ(lot_wait(&word, 1, 1, LOT_ANY, 0), -ETIMEDOUT);
	EXPECT_EQ(lot_wake(&word, 1, LOT_ANY), 0); /* and left nothing behind */

	for (int i = 0; i < WAITERS; i++) {
		threads[i] = start_thread(waiter, (void *)(intptr_t)i);
		while (__atomic_load_n(&queued, __ATOMIC_RELAXED) != (unsigned)i + 1)
			usleep(100);
	}
	EXPECT_EQ(lot_wake(&other, WAITERS, LOT_ANY), 0);
	EXPECT_EQ(lot_wake(&word, WAITERS, 1u << 5), 1);
	wait_for_count(&woken, 1);
	EXPECT_EQ(order[0], 5);
	for (int i = 1; i < WAITERS; i++) {
		EXPECT_EQ(lot_wake(&word, 1, LOT_ANY), 1);
		wait_for_count(&woken, i + 1);
		EXPECT_EQ(order[i], i <= 5 ? i - 1 : i);
	}
	EXPECT_EQ(lot_wake(&word, 1, LOT_ANY), 0);
	for (int i = 0; i < WAITERS; i++)
		join_thread(threads[i]);
	EXPECT_EQ(queued, 0);
	return 0;
}
