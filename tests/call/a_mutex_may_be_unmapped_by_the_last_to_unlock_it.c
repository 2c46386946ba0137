/* "A mutex can be destroyed immediately after it is unlocked": an object with a reference count and
 * a mutex of its own is freed by whoever drops the last reference - pthread_mutex_destroy(3p).
 * */
#include "tests/test.h"

struct object {
	pthread_mutex_t mutex;
	int references;
};

static pthread_barrier_t begun;

static void *user(void *arg) {
	struct object *object = arg;
	pthread_barrier_wait(&begun);
	EXPECT_EQ(pthread_mutex_lock(&object->mutex), 0);
	sched_yield();
	int left = --object->references;
	EXPECT_EQ(pthread_mutex_unlock(&object->mutex), 0);
	if (left == 0) {
		EXPECT_EQ(pthread_mutex_destroy(&object->mutex), 0);
		EXPECT_EQ(munmap(object, 4096), 0);
	}
	return NULL;
}

int main(void) {
	pthread_t threads[4];
	EXPECT_EQ(pthread_barrier_init(&begun, NULL, 4), 0);
	for (int i = 0; i < 200; i++) {
		struct object *object = shared_memory(4096);
		object->references = 4;
		EXPECT_EQ(pthread_mutex_init(&object->mutex, NULL), 0);
		for (int j = 0; j < 4; j++)
			threads[j] = start_thread(user, object);
		for (int j = 0; j < 4; j++)
			join_thread(threads[j]);
	}
	return test_end();
}
