/* A pointer to a __thread variable may be kept by its thread over any call, and be used by another
 * thread while the first one lives. */
#include <semaphore.h>

#include "tests/test.h"

enum { N = 20 };
static __thread int own;
static int *owns[N];
static sem_t written;

static void *thread(void *arg) {
	intptr_t me = (intptr_t)arg;
	owns[me] = &own;
	own = (int)me;
	for (int i = 0; i < 20; i++) {
		usleep(100);
		own += N;
		EXPECT(owns[me] == &own);
	}
	EXPECT_EQ(own, me + 20 * N);
	EXPECT_EQ(sem_post(&written), 0);
	while (__atomic_load_n(&own, __ATOMIC_ACQUIRE) != -1) /* main's doing */
		usleep(100);
	return NULL;
}

int main(void) {
	pthread_t threads[N];
	EXPECT_EQ(sem_init(&written, 0, 0), 0);
	for (intptr_t i = 0; i < N; i++)
		threads[i] = start_thread(thread, (void *)i);
	for (int i = 0; i < N; i++)
		EXPECT_EQ(sem_wait(&written), 0);
	for (int i = 0; i < N; i++) {
		EXPECT_EQ(*owns[i], i + 20 * N);
		__atomic_store_n(owns[i], -1, __ATOMIC_RELEASE);
	}
	for (int i = 0; i < N; i++)
		join_thread(threads[i]);
	EXPECT_EQ(own, 0);
	return test_end();
}
