/* "Although the same key value may be used by different threads, the values bound to the key by
 * pthread_setspecific() are maintained on a per-thread basis and persist for the life of the
 * calling thread." - pthread_key_create(3p). Also of keys beyond the 32 that glibc keeps in the
 * thread itself. */
#include "tests/test.h"

enum { KEYS = 200, THREADS = 10 };
static pthread_key_t keys[KEYS];
static char values[THREADS][KEYS];

static void *thread(void *arg) {
	char *mine = arg;
	for (int i = 0; i < KEYS; i++) {
		EXPECT(pthread_getspecific(keys[i]) == NULL);
		EXPECT_EQ(pthread_setspecific(keys[i], &mine[i]), 0);
	}
	for (int round = 0; round < 5; round++) {
		sched_yield();
		for (int i = 0; i < KEYS; i++)
			EXPECT(pthread_getspecific(keys[i]) == &mine[i]);
	}
	return NULL;
}

int main(void) {
	pthread_t threads[THREADS];
	for (int i = 0; i < KEYS; i++)
		EXPECT_EQ(pthread_key_create(&keys[i], NULL), 0);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < THREADS; i++)
			threads[i] = start_thread(thread, values[i]);
		for (int i = 0; i < THREADS; i++)
			join_thread(threads[i]);
	}
	EXPECT(pthread_getspecific(keys[0]) == NULL);
	return test_end();
}
