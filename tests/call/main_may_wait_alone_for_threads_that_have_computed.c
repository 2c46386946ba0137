/* Threads that compute for a while and then wait often go on, whatever the main thread waits in meanwhile, having
 * made its calls beside them before. */
#include "tests/test.h"

enum { THREADS = 3, ROUNDS = 40, CALLS = 3000 };
static int fds[2];

static void *thread(void *arg) {
	for (int i = 0; i < ROUNDS; i++) {
		compute_for(15);
		usleep(1);
	}
	for (int i = 0; i < CALLS; i++)
		usleep(1);
	tell(fds[1]);
	return arg;
}

int main(void) {
	pthread_t threads[THREADS];
	EXPECT_EQ(pipe(fds), 0);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(thread, NULL);
	for (int i = 0; i < 50; i++)
		usleep(10000);
	for (int i = 0; i < THREADS; i++)
		hear(fds[0]);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	return test_end();
}
