/* "This is the same value that is returned in *thread in the pthread_create(3) call that created
 * this thread." - pthread_self(3). Living threads have different ones - pthread_equal(3). */
#include "tests/test.h"

enum { N = 20 };
static pthread_t ids[N];
static pthread_barrier_t barrier;

static void *thread(void *arg) {
	pthread_t *id = arg;
	pthread_barrier_wait(&barrier); /* all are created */
	EXPECT(pthread_equal(pthread_self(), *id));
	linger();
	for (int i = 0; i < N; i++)
		EXPECT_EQ(pthread_equal(pthread_self(), ids[i]) != 0, &ids[i] == id);
	return NULL;
}

int main(void) {
	EXPECT_EQ(pthread_barrier_init(&barrier, NULL, N + 1), 0);
	for (int i = 0; i < N; i++)
		ids[i] = start_thread(thread, &ids[i]);
	pthread_barrier_wait(&barrier);
	for (int i = 0; i < N; i++) {
		EXPECT(!pthread_equal(pthread_self(), ids[i]));
		join_thread(ids[i]);
	}
	return test_end();
}
