/* A thread that returned from sem_wait may destroy the semaphore and free its memory: the sem_post
 * that woke it touches it no more - glibc bug 12674. */
#include <semaphore.h>

#include "tests/test.h"

static void *poster(void *arg) {
	EXPECT_EQ(sem_post(arg), 0);
	return NULL;
}

int main(void) {
	for (int i = 0; i < 500; i++) {
		sem_t *sem = shared_memory(4096);
		EXPECT_EQ(sem_init(sem, 0, 0), 0);
		pthread_t id = start_thread(poster, sem);
		if (i % 2)
			sched_yield();
		EXPECT_EQ(sem_wait(sem), 0);
		EXPECT_EQ(sem_destroy(sem), 0);
		EXPECT_EQ(munmap(sem, 4096), 0);
		join_thread(id);
	}
	return test_end();
}
