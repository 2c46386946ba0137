/* A child, of the main thread or of another one, can do all that a process can: make threads that do
 * I/O, sleep, lock, wait and are joined. */
#include <semaphore.h>

#include "tests/test.h"

static int fds[2];
static sem_t sem;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int count;

static void *counts(void *arg) {
	pthread_mutex_lock(&mutex);
	count++;
	pthread_cond_signal(&cond);
	pthread_mutex_unlock(&mutex);
	sem_wait(&sem);
	usleep(1000);
	tell(fds[1]);
	return arg;
}

static void use_threads(void) {
	pthread_t threads[8];
	EXPECT_EQ(pipe(fds), 0);
	sem_init(&sem, 0, 0);
	count = 0;
	for (int i = 0; i < 8; i++)
		threads[i] = start_thread(counts, threads + i);
	pthread_mutex_lock(&mutex);
	while (count < 8)
		pthread_cond_wait(&cond, &mutex);
	pthread_mutex_unlock(&mutex);
	for (int i = 0; i < 8; i++)
		sem_post(&sem);
	for (int i = 0; i < 8; i++)
		hear(fds[0]);
	for (int i = 0; i < 8; i++)
		EXPECT(join_thread(threads[i]) == threads + i);
	int64_t start = now_ms();
	usleep(20000);
	EXPECT(now_ms() - start >= 19);
}

static void *forks(void *arg) {
	(void)arg;
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(run_in_child(use_threads), 0);
	return NULL;
}

int main(void) {
	forks(NULL); /* before there was a thread */
	join_thread(start_thread(forks, NULL));
	forks(NULL);
	use_threads();
	return test_end();
}
