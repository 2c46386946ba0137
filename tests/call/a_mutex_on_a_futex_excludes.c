/* The mutex of Drepper's "Futexes are tricky", as in Rust's std and many a runtime: 0 free, 1 held,
 * 2 held and waited for. */
#include "tests/test.h"

enum { N = 8, ROUNDS = 400 };
static unsigned word;
static int inside, count;

static void lock(void) {
	unsigned free = 0;
	if (__atomic_compare_exchange_n(&word, &free, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return;
	while (__atomic_exchange_n(&word, 2, __ATOMIC_ACQUIRE) != 0) {
		if (futex(&word, FUTEX_WAIT_PRIVATE, 2, NULL) != 0)
			EXPECT_EQ(errno, EAGAIN);
	}
}

static void unlock(void) {
	if (__atomic_exchange_n(&word, 0, __ATOMIC_RELEASE) == 2)
		EXPECT(futex(&word, FUTEX_WAKE_PRIVATE, 1) >= 0);
}

static void *thread(void *arg) {
	for (int i = 0; i < ROUNDS; i++) {
		lock();
		EXPECT_EQ(inside++, 0);
		count++;
		if (i % 3 == 0)
			sched_yield();
		if (i % 100 == 0)
			usleep(10);
		EXPECT_EQ(--inside, 0);
		unlock();
	}
	return arg;
}

int main(void) {
	pthread_t threads[N];
	for (int i = 0; i < N; i++)
		threads[i] = start_thread(thread, NULL);
	for (int i = 0; i < N; i++)
		join_thread(threads[i]);
	EXPECT_EQ(count, N * ROUNDS);
	return test_end();
}
