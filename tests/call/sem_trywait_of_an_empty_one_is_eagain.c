/* "EAGAIN (sem_trywait()) The operation could not be performed without blocking (i.e., the
 * semaphore currently has the value zero)." - sem_wait(3) */
#include <semaphore.h>

#include "tests/test.h"

static sem_t sem;

static void *thread(void *arg) {
	EXPECT_ERRNO(sem_trywait(&sem), EAGAIN);
	EXPECT_EQ(sem_post(&sem), 0);
	EXPECT_EQ(sem_trywait(&sem), 0);
	EXPECT_ERRNO(sem_trywait(&sem), EAGAIN);
	return arg;
}

int main(void) {
	EXPECT_EQ(sem_init(&sem, 0, 0), 0);
	thread(NULL);
	join_thread(start_thread(thread, NULL));
	return test_end();
}
