/* "a return from the initial call to main()" ends the process with its status, whatever the other
 * threads wait for - exit(3), pthread_exit(3) */
#include <semaphore.h>

#include "tests/test.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static sem_t sem;
static int fds[2];

static void *waits(void *arg) {
	switch ((intptr_t)arg) {
	case 0: hear(fds[0]); break;
	case 1: pause(); break;
	case 2: EXPECT_EQ(sem_wait(&sem), 0); break;
	case 3: sleep(3600); break;
	case 4: EXPECT_EQ(pthread_mutex_lock(&mutex), 0); break;
	default: EXPECT_EQ(pthread_cond_wait(&cond, &mutex), 0); break;
	}
	return NULL;
}

static void child(void) {
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	for (intptr_t i = 0; i < 5; i++)
		start_thread(waits, (void *)i);
	linger();
	exit(7);
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(sem_init(&sem, 0, 0), 0);
	EXPECT_EQ(run_in_child(child), 7);
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	for (intptr_t i = 0; i < 5; i++)
		EXPECT_EQ(pthread_detach(start_thread(waits, (void *)i)), 0);
	linger();
	return test_end();
}
