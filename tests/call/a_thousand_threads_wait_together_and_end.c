/* A thousand threads at once, all of them waiting; each gets its own result. */
#include "tests/test.h"

enum { N = 1000 };
static pthread_barrier_t all_there;
static int results[N];

static void *thread(void *arg) {
	pthread_barrier_wait(&all_there);
	usleep(1000);
	++*(int *)arg;
	return arg;
}

int main(void) {
	static pthread_t threads[N];
	pthread_attr_t attr;
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setstacksize(&attr, 64 << 10), 0);
	EXPECT_EQ(pthread_barrier_init(&all_there, NULL, N), 0);
	for (int i = 0; i < N; i++)
		EXPECT_EQ(pthread_create(&threads[i], &attr, thread, &results[i]), 0);
	for (int i = 0; i < N; i++) {
		EXPECT(join_thread(threads[i]) == &results[i]);
		EXPECT_EQ(results[i], 1);
	}
	return test_end();
}
