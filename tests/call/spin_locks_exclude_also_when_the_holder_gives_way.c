/* "The calling thread shall acquire the lock if it is not held by another thread. Otherwise, the
 * thread shall spin": until the holder, that other threads run instead of meanwhile, has
 * unlocked it - pthread_spin_lock(3p). EBUSY from pthread_spin_trylock. */
#include "tests/test.h"

enum { N = 6, ROUNDS = 100 };
static pthread_spinlock_t lock;
static int inside, count;

static void *thread(void *arg) {
	for (int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(pthread_spin_lock(&lock), 0);
		EXPECT_EQ(inside++, 0);
		count++;
		if (i % 2)
			sched_yield();
		if (i % 50 == 0)
			usleep(10);
		EXPECT_EQ(pthread_spin_trylock(&lock), EBUSY);
		EXPECT_EQ(--inside, 0);
		EXPECT_EQ(pthread_spin_unlock(&lock), 0);
	}
	return arg;
}

int main(void) {
	pthread_t threads[N];
	EXPECT_EQ(pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE), 0);
	for (int i = 0; i < N; i++)
		threads[i] = start_thread(thread, NULL);
	for (int i = 0; i < N; i++)
		join_thread(threads[i]);
	EXPECT_EQ(count, N * ROUNDS);
	EXPECT_EQ(pthread_spin_trylock(&lock), 0);
	EXPECT_EQ(pthread_spin_unlock(&lock), 0);
	EXPECT_EQ(pthread_spin_destroy(&lock), 0);
	return test_end();
}
