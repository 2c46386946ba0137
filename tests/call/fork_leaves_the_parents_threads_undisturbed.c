/* Threads that read, sleep, wait for a semaphore or a condition go on after other threads forked, and
 * each is woken once. */
#include <semaphore.h>

#include "tests/test.h"

enum { CHILDREN = 10 };

static int fds[2];
static sem_t sem;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int wanted;

static void *reads(void *arg) {
	(void)arg;
	for (int i = 0; i < CHILDREN; i++)
		hear(fds[0]);
	return NULL;
}

static void *waits_for_semaphore(void *arg) {
	(void)arg;
	for (int i = 0; i < CHILDREN; i++)
		EXPECT_EQ(sem_wait(&sem), 0);
	return NULL;
}

static void *waits_for_condition(void *arg) {
	(void)arg;
	pthread_mutex_lock(&mutex);
	while (wanted < CHILDREN)
		pthread_cond_wait(&cond, &mutex);
	pthread_mutex_unlock(&mutex);
	return NULL;
}

static void *sleeps(void *arg) {
	int64_t start = now_ms();
	(void)arg;
	EXPECT_EQ(usleep(50000), 0);
	EXPECT(now_ms() - start >= 49);
	return NULL;
}

static void child(void) {
	sem_post(&sem); /* its own copy */
	pthread_cond_broadcast(&cond);
}

static void *forks(void *arg) {
	(void)arg;
	for (int i = 0; i < CHILDREN; i++) {
		EXPECT_EQ(run_in_child(child), 0);
		tell(fds[1]);
		sem_post(&sem);
		pthread_mutex_lock(&mutex);
		wanted++;
		pthread_cond_signal(&cond);
		pthread_mutex_unlock(&mutex);
	}
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	sem_init(&sem, 0, 0);
	pthread_t threads[] = { start_thread(reads, NULL), start_thread(waits_for_semaphore, NULL),
				start_thread(waits_for_condition, NULL), start_thread(sleeps, NULL) };
	linger();
	join_thread(start_thread(forks, NULL));
	for (int i = 0; i < 4; i++)
		join_thread(threads[i]);
	EXPECT_ERRNO(sem_trywait(&sem), EAGAIN);
	return test_end();
}
