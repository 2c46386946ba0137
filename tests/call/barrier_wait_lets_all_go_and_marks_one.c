/* "When the required number of threads have called pthread_barrier_wait() specifying the barrier,
 * the constant PTHREAD_BARRIER_SERIAL_THREAD shall be returned to one unspecified thread and
 * zero shall be returned to each of the remaining threads. At this point, the barrier shall be
 * reset to the state it had as a result of the most recent pthread_barrier_init()" -
 * pthread_barrier_wait(3p) */
#include "tests/test.h"

enum { N = 7, ROUNDS = 100 };
static pthread_barrier_t barrier;
static _Atomic int arrived[ROUNDS], serial[ROUNDS];

static void *thread(void *arg) {
	for (int i = 0; i < ROUNDS; i++) {
		if ((i + (int)(intptr_t)arg) % 10 == 0)
			usleep(1);
		arrived[i]++;
		int result = pthread_barrier_wait(&barrier);
		EXPECT(result == 0 || result == PTHREAD_BARRIER_SERIAL_THREAD);
		EXPECT_EQ(arrived[i], N);
		serial[i] += result != 0;
	}
	return NULL;
}

int main(void) {
	pthread_t threads[N];
	EXPECT_EQ(pthread_barrier_init(&barrier, NULL, 0), EINVAL);
	EXPECT_EQ(pthread_barrier_init(&barrier, NULL, N), 0);
	for (intptr_t i = 0; i < N; i++)
		threads[i] = start_thread(thread, (void *)i);
	for (int i = 0; i < N; i++)
		join_thread(threads[i]);
	for (int i = 0; i < ROUNDS; i++)
		EXPECT_EQ(serial[i], 1);
	EXPECT_EQ(pthread_barrier_destroy(&barrier), 0);
	return test_end();
}
