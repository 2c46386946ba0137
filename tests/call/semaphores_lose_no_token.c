/* Every post lets one wait through, whatever is between them: timeouts, tries, many waiters. */
#include <semaphore.h>

#include "tests/test.h"

enum { POSTERS = 4, WAITERS = 6, EACH = 600 };
static sem_t sem;
static _Atomic int taken;

static void *poster(void *arg) {
	for (int i = 0; i < EACH; i++) {
		EXPECT_EQ(sem_post(&sem), 0);
		if (i % 30 == 0)
			usleep(1);
	}
	return arg;
}

static void *waiter(void *arg) {
	while (taken < POSTERS * EACH) {
		struct timespec at = in_ms(CLOCK_REALTIME, taken % 3);
		int got = taken % 2 ? sem_timedwait(&sem, &at) : sem_trywait(&sem);
		if (got == 0)
			taken++;
		else
			EXPECT(errno == ETIMEDOUT || errno == EAGAIN);
		if (got != 0)
			sched_yield();
	}
	return arg;
}

int main(void) {
	pthread_t threads[POSTERS + WAITERS];
	int value;
	EXPECT_EQ(sem_init(&sem, 0, 0), 0);
	for (int i = 0; i < POSTERS + WAITERS; i++)
		threads[i] = start_thread(i < WAITERS ? waiter : poster, NULL);
	for (int i = 0; i < POSTERS + WAITERS; i++)
		join_thread(threads[i]);
	EXPECT_EQ(taken, POSTERS * EACH);
	EXPECT_EQ(sem_getvalue(&sem, &value), 0);
	EXPECT_EQ(value, 0);
	return test_end();
}
