/* "ETIMEDOUT (sem_timedwait()) The call timed out before the semaphore could be locked." "EINVAL
 * ... The value of abs_timeout.tv_nsecs is less than 0, or greater than or equal to 1000
 * million." "If the timeout has already expired by the time of the call, and the semaphore could
 * not be locked immediately, then sem_timedwait() fails with a timeout error" - sem_wait(3) */
#include <semaphore.h>

#include "tests/test.h"

static sem_t sem;

static void *thread(void *arg) {
	int64_t start = now_ms();
	struct timespec at = in_ms(CLOCK_REALTIME, 50);
	EXPECT_ERRNO(sem_timedwait(&sem, &at), ETIMEDOUT);
	EXPECT(now_ms() - start >= 49);
	EXPECT_ERRNO(sem_timedwait(&sem, &at), ETIMEDOUT);
	start = now_ms();
	at = in_ms(CLOCK_MONOTONIC, 50);
	EXPECT_ERRNO(sem_clockwait(&sem, CLOCK_MONOTONIC, &at), ETIMEDOUT);
	EXPECT(now_ms() - start >= 49);
	EXPECT_ERRNO(sem_clockwait(&sem, CLOCK_PROCESS_CPUTIME_ID, &at), EINVAL);
	EXPECT_ERRNO(sem_timedwait(&sem, &(struct timespec){ 1, -1 }), EINVAL);
	EXPECT_ERRNO(sem_timedwait(&sem, &(struct timespec){ 1, 1000000000 }), EINVAL);
	EXPECT_EQ(sem_post(&sem), 0);
	EXPECT_EQ(sem_timedwait(&sem, &(struct timespec){ 0, 0 }), 0);
	return arg;
}

int main(void) {
	EXPECT_EQ(sem_init(&sem, 0, 0), 0);
	join_thread(start_thread(thread, NULL));
	return test_end();
}
