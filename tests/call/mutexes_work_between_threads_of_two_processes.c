/* "PTHREAD_PROCESS_SHARED: a mutex may be operated upon by any thread that has access to the memory" -
 * pthread_mutexattr_setpshared(3); conditions and semaphores as well. */
#include <semaphore.h>
#include <sys/mman.h>

#include "tests/test.h"

enum { THREADS = 4, ROUNDS = 200 };

static struct {
	pthread_mutex_t mutex;
	pthread_cond_t cond;
	sem_t sem;
	int count, inside, ready;
} * shared;

static void *counts(void *arg) {
	for (int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(pthread_mutex_lock(&shared->mutex), 0);
		EXPECT_EQ(shared->inside++, 0);
		if (i % 20 == 0)
			usleep(100);
		shared->count++;
		shared->inside--;
		EXPECT_EQ(pthread_mutex_unlock(&shared->mutex), 0);
	}
	return arg;
}

static void run(void) {
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(counts, NULL);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
}

static void child(void) {
	EXPECT_EQ(sem_wait(&shared->sem), 0);
	run();
	pthread_mutex_lock(&shared->mutex);
	shared->ready = 1;
	pthread_cond_broadcast(&shared->cond);
	pthread_mutex_unlock(&shared->mutex);
}

int main(void) {
	pthread_mutexattr_t mutex;
	pthread_condattr_t cond;
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	EXPECT(shared != MAP_FAILED);
	pthread_mutexattr_init(&mutex);
	pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&shared->mutex, &mutex);
	pthread_condattr_init(&cond);
	pthread_condattr_setpshared(&cond, PTHREAD_PROCESS_SHARED);
	pthread_cond_init(&shared->cond, &cond);
	sem_init(&shared->sem, 1, 0);

	pid_t pid = fork();
	if (pid == 0) {
		child();
		_exit(0);
	}
	sem_post(&shared->sem);
	run();
	pthread_mutex_lock(&shared->mutex);
	while (!shared->ready)
		pthread_cond_wait(&shared->cond, &shared->mutex);
	pthread_mutex_unlock(&shared->mutex);
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(shared->count, 2 * THREADS * ROUNDS);
	return test_end();
}
