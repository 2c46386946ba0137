/* "The pthread_cond_signal() function shall unblock at least one of the threads that are blocked on
 * the specified condition variable": as many signals as waiters let all of them go on. */
#include "tests/test.h"

enum { N = 20 };
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER, changed = PTHREAD_COND_INITIALIZER;
static int waiting, tokens;

static void *waiter(void *arg) {
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	waiting++;
	EXPECT_EQ(pthread_cond_signal(&changed), 0);
	while (!tokens)
		EXPECT_EQ(pthread_cond_wait(&cond, &mutex), 0);
	tokens--;
	waiting--;
	EXPECT_EQ(pthread_cond_signal(&changed), 0);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	return arg;
}

static void await(int count) {
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	while (waiting != count)
		EXPECT_EQ(pthread_cond_wait(&changed, &mutex), 0);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
}

int main(void) {
	pthread_t threads[N];
	for (int i = 0; i < N; i++)
		threads[i] = start_thread(waiter, NULL);
	await(N);
	for (int i = 0; i < N; i++) {
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		tokens++;
		if (i % 2)
			EXPECT_EQ(pthread_cond_signal(&cond), 0);
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
		if (i % 2 == 0)
			EXPECT_EQ(pthread_cond_signal(&cond), 0);
		if (i < N / 2)
			await(N - 1 - i);
	}
	for (int i = 0; i < N; i++)
		join_thread(threads[i]);
	EXPECT_EQ(tokens, 0);
	return test_end();
}
