/* "Multiple read locks can be held concurrently": all readers are inside before the first one
 * leaves - pthread_rwlock_rdlock(3p) */
#include "tests/test.h"

enum { N = 20 };
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t all_inside;

static void *reader(void *arg) {
	struct timespec at = in_ms(CLOCK_REALTIME, 30000);
	switch ((intptr_t)arg % 3) {
	case 0: EXPECT_EQ(pthread_rwlock_rdlock(&lock), 0); break;
	case 1: EXPECT_EQ(pthread_rwlock_tryrdlock(&lock), 0); break;
	default: EXPECT_EQ(pthread_rwlock_timedrdlock(&lock, &at), 0);
	}
	EXPECT_EQ(pthread_rwlock_rdlock(&lock), 0); /* "may hold multiple concurrent read locks" */
	pthread_barrier_wait(&all_inside);
	EXPECT_EQ(pthread_rwlock_trywrlock(&lock), EBUSY);
	EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	EXPECT_EQ(pthread_rwlock_trywrlock(&lock), EBUSY);
	EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	return NULL;
}

int main(void) {
	pthread_t threads[N];
	EXPECT_EQ(pthread_barrier_init(&all_inside, NULL, N), 0);
	for (intptr_t i = 0; i < N; i++)
		threads[i] = start_thread(reader, (void *)i);
	for (int i = 0; i < N; i++)
		join_thread(threads[i]);
	EXPECT_EQ(pthread_rwlock_trywrlock(&lock), 0);
	EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	EXPECT_EQ(pthread_rwlock_destroy(&lock), 0);
	return test_end();
}
