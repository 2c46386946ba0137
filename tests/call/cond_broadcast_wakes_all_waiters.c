/* "The pthread_cond_broadcast() function shall unblock all threads currently blocked on the
 * specified condition variable cond." */
#include "tests/test.h"

enum { N = 50, ROUNDS = 20 };
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t next_round = PTHREAD_COND_INITIALIZER, all_wait = PTHREAD_COND_INITIALIZER;
static int waiting, current;

static void *waiter(void *arg) {
	for (int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		if (++waiting == N)
			EXPECT_EQ(pthread_cond_broadcast(&all_wait), 0);
		while (current == i)
			EXPECT_EQ(pthread_cond_wait(&next_round, &mutex), 0);
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	}
	return arg;
}

int main(void) {
	pthread_t threads[N];
	for (int i = 0; i < N; i++)
		threads[i] = start_thread(waiter, NULL);
	for (int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		while (waiting < N)
			EXPECT_EQ(pthread_cond_wait(&all_wait, &mutex), 0);
		waiting = 0;
		current++;
		EXPECT_EQ(pthread_cond_broadcast(&next_round), 0);
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	}
	for (int i = 0; i < N; i++)
		join_thread(threads[i]);
	return test_end();
}
