/* "EOVERFLOW The maximum allowable value for a semaphore would be exceeded." - sem_post(3) */
#include <limits.h>
#include <semaphore.h>

#include "tests/test.h"

static sem_t sem;

static void *thread(void *arg) {
	int value;
	EXPECT_EQ(sem_wait(&sem), 0);
	EXPECT_EQ(sem_post(&sem), 0);
	EXPECT_ERRNO(sem_post(&sem), EOVERFLOW);
	EXPECT_EQ(sem_getvalue(&sem, &value), 0);
	EXPECT_EQ(value, SEM_VALUE_MAX);
	return arg;
}

int main(void) {
	EXPECT_ERRNO(sem_init(&sem, 0, SEM_VALUE_MAX + 1u), EINVAL);
	EXPECT_EQ(sem_init(&sem, 0, SEM_VALUE_MAX), 0);
	join_thread(start_thread(thread, NULL));
	return test_end();
}
