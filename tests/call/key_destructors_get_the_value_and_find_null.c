/* "At thread exit, if a key value has a non-NULL destructor pointer, and the thread has a non-NULL
 * value associated with that key, the value of the key is set to NULL, and then the function
 * pointed to is called with the previously associated value as its sole argument." -
 * pthread_key_create(3p) */
#include "tests/test.h"

enum { KEYS = 100 };
static pthread_key_t keys[KEYS];
static int destroyed[KEYS];
static pthread_t thread_id;

static void destroy(void *value) {
	int i = (int)((int *)value - destroyed);
	EXPECT(pthread_getspecific(keys[i]) == NULL);
	EXPECT(pthread_equal(pthread_self(), thread_id));
	destroyed[i]++;
	if (i % 10 == 0)
		linger(); /* a destructor may wait */
}

static void *thread(void *arg) {
	thread_id = pthread_self();
	for (int i = 0; i < KEYS; i++) {
		if (i % 2 == 0)
			EXPECT_EQ(pthread_setspecific(keys[i], &destroyed[i]), 0);
	}
	return arg;
}

int main(void) {
	for (int i = 0; i < KEYS; i++)
		EXPECT_EQ(pthread_key_create(&keys[i], destroy), 0);
	for (int round = 1; round <= 3; round++) {
		join_thread(start_thread(thread, NULL));
		for (int i = 0; i < KEYS; i++)
			EXPECT_EQ(destroyed[i], i % 2 == 0 ? round : 0);
	}
	return test_end();
}
