/* The purpose of pthread_atfork: prepare locks what the child needs, both handlers unlock it. A thread
 * that holds the mutex keeps the fork waiting; a child handler may start the helper thread anew. */
#include "tests/test.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int inside, fds[2];
static pthread_t helper;

static void *helps(void *arg) {
	return arg;
}

static void prepare(void) {
	pthread_mutex_lock(&mutex);
}

static void parent(void) {
	pthread_mutex_unlock(&mutex);
}

static void child(void) {
	pthread_mutex_unlock(&mutex);
	helper = start_thread(helps, &helper);
}

static void *holds(void *arg) {
	(void)arg;
	pthread_mutex_lock(&mutex);
	inside = 1;
	tell(fds[1]);
	usleep(10000);
	inside = 0;
	pthread_mutex_unlock(&mutex);
	return NULL;
}

static void in_child(void) {
	EXPECT_EQ(inside, 0);
	pthread_mutex_lock(&mutex);
	EXPECT(join_thread(helper) == &helper);
	pthread_mutex_unlock(&mutex);
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_atfork(prepare, parent, child);
	for (int i = 0; i < 5; i++) {
		pthread_t thread = start_thread(holds, NULL);
		hear(fds[0]);
		EXPECT_EQ(run_in_child(in_child), 0);
		join_thread(thread);
	}
	return test_end();
}
