/* A mutex that the forking thread holds is held by it in the child, too: the child's threads wait for
 * it, and it can be unlocked there. */
#include "tests/test.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int value;

static void *locks(void *arg) {
	(void)arg;
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	EXPECT_EQ(value, 1);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	return NULL;
}

static void child(void) {
	pthread_t threads[3];
	EXPECT_EQ(pthread_mutex_trylock(&mutex), EBUSY);
	for (int i = 0; i < 3; i++)
		threads[i] = start_thread(locks, NULL);
	linger();
	value = 1;
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	for (int i = 0; i < 3; i++)
		join_thread(threads[i]);
}

static void *forks(void *arg) {
	pthread_mutex_lock(&mutex);
	pthread_t waiting = start_thread(locks, NULL); /* in the parent only */
	linger();
	EXPECT_EQ(run_in_child(child), 0);
	value = 1;
	pthread_mutex_unlock(&mutex);
	join_thread(waiting);
	value = 0;
	return arg;
}

int main(void) {
	join_thread(start_thread(forks, NULL));
	forks(NULL);
	return test_end();
}
