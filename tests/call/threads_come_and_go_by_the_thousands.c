/* Ended threads leave nothing behind: more threads one after the other, joined and detached ones,
 * than could exist together. */
#include <semaphore.h>

#include "tests/test.h"

static sem_t ended;

static void *thread(void *arg) {
	if (arg)
		EXPECT_EQ(sem_post(&ended), 0);
	return NULL;
}

int main(void) {
	pthread_attr_t attr;
	EXPECT_EQ(sem_init(&ended, 0, 0), 0);
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED), 0);
	for (int round = 0; round < 200; round++) {
		pthread_t threads[20], id;
		for (int i = 0; i < 20; i++)
			threads[i] = start_thread(thread, NULL);
		for (int i = 0; i < 10; i++)
			EXPECT_EQ(pthread_create(&id, &attr, thread, &ended), 0);
		for (int i = 0; i < 20; i++)
			join_thread(threads[i]);
		for (int i = 0; i < 10; i++)
			EXPECT_EQ(sem_wait(&ended), 0);
	}
	return test_end();
}
