/* "EINVAL The abstime nanosecond value is less than zero or greater than or equal to 1000 million."
 * - pthread_rwlock_timedrdlock(3p); the clock variants know CLOCK_REALTIME and CLOCK_MONOTONIC.
 * */
#include "tests/test.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static void *other(void *arg) {
	struct timespec at = in_ms(CLOCK_MONOTONIC, 30), malformed = { 1, 1000000000 };
	int64_t start = now_ms();
	EXPECT_EQ(pthread_rwlock_clockrdlock(&lock, CLOCK_MONOTONIC, &at), ETIMEDOUT);
	EXPECT(now_ms() - start >= 29);
	at = in_ms(CLOCK_MONOTONIC, 30);
	start = now_ms();
	EXPECT_EQ(pthread_rwlock_clockwrlock(&lock, CLOCK_MONOTONIC, &at), ETIMEDOUT);
	EXPECT(now_ms() - start >= 29);
	EXPECT_EQ(pthread_rwlock_clockrdlock(&lock, CLOCK_PROCESS_CPUTIME_ID, &at), EINVAL);
	EXPECT_EQ(pthread_rwlock_clockwrlock(&lock, CLOCK_PROCESS_CPUTIME_ID, &at), EINVAL);
	EXPECT_EQ(pthread_rwlock_timedrdlock(&lock, &malformed), EINVAL);
	EXPECT_EQ(pthread_rwlock_timedwrlock(&lock, &malformed), EINVAL);
	return arg;
}

int main(void) {
	struct timespec past = { 0, 0 };
	EXPECT_EQ(pthread_rwlock_timedwrlock(&lock, &past), 0); /* free: whatever the time */
	join_thread(start_thread(other, NULL));
	EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	EXPECT_EQ(pthread_rwlock_timedrdlock(&lock, &past), 0);
	EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	return test_end();
}
