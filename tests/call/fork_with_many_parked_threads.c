/* A process with hundreds of threads forks, from each of some of them; parent and child go on, and the
 * child makes as many threads again. */
#include <semaphore.h>

#include "tests/test.h"

enum { THREADS = 300 };

static sem_t sem;

static void *waits(void *arg) {
	EXPECT_EQ(sem_wait(&sem), 0);
	return arg;
}

static void start_all(pthread_t *threads) {
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(waits, NULL);
}

static void end_all(pthread_t *threads) {
	for (int i = 0; i < THREADS; i++)
		sem_post(&sem);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
}

static void child(void) {
	pthread_t threads[THREADS];
	sem_init(&sem, 0, 0);
	start_all(threads);
	end_all(threads);
}

static void *forks(void *arg) {
	EXPECT_EQ(run_in_child(child), 0);
	return arg;
}

int main(void) {
	static pthread_t threads[THREADS];
	sem_init(&sem, 0, 0);
	start_all(threads);
	forks(NULL);
	pthread_t forking[] = { start_thread(forks, NULL), start_thread(forks, NULL),
				start_thread(forks, NULL) };
	for (int i = 0; i < 3; i++)
		join_thread(forking[i]);
	end_all(threads);
	return test_end();
}
