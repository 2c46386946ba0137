/* Many readers and writers, of every kind of lock, with and without timeouts: a writer is alone, a
 * reader sees nothing half written, and all get their turn. */
#include "tests/test.h"

enum { THREADS = 12, ROUNDS = 200 };
static pthread_rwlock_t lock;
static _Atomic int readers, writers;
static int a, b;

static int enter(int write, int i) {
	struct timespec soon = in_ms(CLOCK_REALTIME, i % 3), late = in_ms(CLOCK_REALTIME, 50000);
	switch (i % 4) {
	case 0: return write ? pthread_rwlock_trywrlock(&lock) : pthread_rwlock_tryrdlock(&lock);
	case 1:
		return write ? pthread_rwlock_timedwrlock(&lock, &soon)
			     : pthread_rwlock_timedrdlock(&lock, &soon);
	case 2:
		return write ? pthread_rwlock_timedwrlock(&lock, &late)
			     : pthread_rwlock_timedrdlock(&lock, &late);
	default: return write ? pthread_rwlock_wrlock(&lock) : pthread_rwlock_rdlock(&lock);
	}
}

static void *thread(void *arg) {
	int me = (int)(intptr_t)arg;
	for (int i = 0; i < ROUNDS; i++) {
		int write = (me + i) % 3 == 0, error = enter(write, me + i);
		if (error) {
			EXPECT_EQ(error, (me + i) % 4 ? ETIMEDOUT : EBUSY);
			EXPECT((me + i) % 4 < 2);
			sched_yield();
			continue;
		}
		if (write) {
			EXPECT_EQ(writers++ + readers, 0);
			a++;
			sched_yield();
			EXPECT_EQ(++b, a);
			EXPECT_EQ(--writers + readers, 0);
		} else {
			readers++;
			EXPECT_EQ(writers, 0);
			sched_yield();
			EXPECT_EQ(a, b);
			readers--;
		}
		EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
		if (i % 10 == 0)
			usleep(1);
	}
	return NULL;
}

int main(void) {
	pthread_t threads[THREADS];
	for (int kind = 0; kind < 3; kind++) {
		pthread_rwlockattr_t attr;
		EXPECT_EQ(pthread_rwlockattr_init(&attr), 0);
		EXPECT_EQ(pthread_rwlockattr_setkind_np(&attr, kind), 0);
		EXPECT_EQ(pthread_rwlock_init(&lock, &attr), 0);
		for (intptr_t i = 0; i < THREADS; i++)
			threads[i] = start_thread(thread, (void *)i);
		for (int i = 0; i < THREADS; i++)
			join_thread(threads[i]);
		EXPECT_EQ(pthread_rwlock_destroy(&lock), 0);
	}
	return test_end();
}
