/* Many threads in sem_wait of one process-shared semaphore, more than any pool of helpers has:
 * every post of the other process lets one go, and those that do not wait go on meanwhile. */
#include <semaphore.h>

#include "tests/test.h"

enum { N = 300 };
static sem_t *go, *there;

static void *thread(void *arg) {
	EXPECT_EQ(sem_post(there), 0);
	EXPECT_EQ(sem_wait(go), 0);
	return arg;
}

static void child(void) {
	for (int i = 0; i < N; i++)
		EXPECT_EQ(sem_wait(there), 0);
	for (int i = 0; i < N; i++)
		EXPECT_EQ(sem_post(go), 0);
}

int main(void) {
	static pthread_t threads[N];
	pthread_attr_t attr;
	go = shared_memory(2 * sizeof *go);
	there = go + 1;
	EXPECT_EQ(sem_init(go, 1, 0), 0);
	EXPECT_EQ(sem_init(there, 1, 0), 0);
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setstacksize(&attr, 64 << 10), 0);
	for (int i = 0; i < N; i++)
		EXPECT_EQ(pthread_create(&threads[i], &attr, thread, NULL), 0);
	EXPECT_EQ(run_in_child(child), 0);
	for (int i = 0; i < N; i++)
		join_thread(threads[i]);
	return test_end();
}
