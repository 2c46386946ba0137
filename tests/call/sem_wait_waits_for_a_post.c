/* "If the semaphore's value is greater than zero, then the decrement proceeds, and the function
 * returns, immediately. If the semaphore currently has the value zero, then the call blocks
 * until either it becomes possible to perform the decrement" - sem_wait(3). sem_getvalue(3)
 * tells the value, not below zero. */
#include <semaphore.h>

#include "tests/test.h"

static sem_t go, done;

static int value(sem_t *sem) {
	int v;
	EXPECT_EQ(sem_getvalue(sem, &v), 0);
	return v;
}

static void *waiter(void *arg) {
	EXPECT_EQ(sem_wait(&go), 0);
	EXPECT_EQ(sem_post(&done), 0);
	return arg;
}

int main(void) {
	pthread_t threads[5];
	EXPECT_EQ(sem_init(&go, 0, 2), 0);
	EXPECT_EQ(sem_init(&done, 0, 0), 0);
	EXPECT_EQ(value(&go), 2);
	for (int i = 0; i < 5; i++)
		threads[i] = start_thread(waiter, NULL);
	EXPECT_EQ(sem_wait(&done), 0);
	EXPECT_EQ(sem_wait(&done), 0);
	linger();
	EXPECT_EQ(value(&go), 0);
	EXPECT_EQ(value(&done), 0);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(sem_post(&go), 0);
	for (int i = 0; i < 5; i++)
		join_thread(threads[i]);
	EXPECT_EQ(value(&go), 0);
	EXPECT_EQ(value(&done), 3);
	EXPECT_EQ(sem_destroy(&go), 0);
	return test_end();
}
